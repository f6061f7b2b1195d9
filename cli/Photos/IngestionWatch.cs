using ImageClassifier.Cli.Api;
using ImageClassifier.Contracts.Datasets;

namespace ImageClassifier.Cli.Photos;

/// <summary>Waits until the pipeline has looked at every upload. Those that it cannot process until somebody acts are asked for once more,
/// and not waited for.</summary>
internal sealed class IngestionWatch(FunctionsClient functions)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    // A single photo takes well under a second; five failed tries of a poisoned one take less than this.
    private static readonly TimeSpan StandStill = TimeSpan.FromMinutes(10);

    // Photos come by the second; the message of one that a stopped host was at is hidden for ten minutes.
    private static readonly TimeSpan RescanAfter = TimeSpan.FromSeconds(10);

    /// <param name="progress">Told how many are waited for whenever that changes.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The dataset once nothing is waited for.</returns>
    /// <exception cref="CliException">Nothing moved for ten minutes.</exception>
    public async Task<DatasetSummary> WaitAsync(Action<int> progress, CancellationToken cancellation)
    {
        int waiting = -1;
        bool retried = false;
        long changed = Environment.TickCount64, moved = changed;
        while (true)
        {
            DatasetSummary dataset = await functions.DatasetAsync(cancellation);
            if (dataset.Pending - dataset.Blocked != waiting)
            {
                (waiting, changed) = (dataset.Pending - dataset.Blocked, Environment.TickCount64);
                moved = changed;
                progress(waiting);
            }
            if (dataset.Blocked > 0 && !retried)
            {
                // What stood in the way may be gone by now.
                await functions.RescanAsync(cancellation);
                retried = true;
            }
            if (waiting == 0) return dataset;
            if (Environment.TickCount64 - moved > RescanAfter.TotalMilliseconds)
            {
                await functions.RescanAsync(cancellation);
                moved = Environment.TickCount64;
            }
            if (Environment.TickCount64 - changed > StandStill.TotalMilliseconds)
                throw StandsStill(dataset.PendingUploads.Where(upload => upload.Why is null), waiting);
            await Task.Delay(Pause, cancellation);
        }
    }

    private static CliException StandsStill(IEnumerable<PendingUpload> first, int count) => new(
        $"{count} {(count == 1 ? "upload has" : "uploads have")} been waiting for {StandStill.TotalMinutes:0} minutes and nothing moves: "
        + $"{PendingUpload.Names(first, count)}; see the functions host's log, and ./run doctor", ExitCode.Service);
}
