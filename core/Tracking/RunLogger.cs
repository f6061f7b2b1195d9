using System.Text;
using System.Text.Json;
using ImageClassifier.Core.Jobs;
using ImageClassifier.Core.Json;
using ImageClassifier.Core.Reports;

namespace ImageClassifier.Core.Tracking;

/// <summary>
/// Writes a training to an MLflow run. Every call may be repeated, also by another process: what the run has already is not
/// logged again.
/// </summary>
public sealed class RunLogger(MlflowClient client)
{
    // Seven points an epoch at most; MLflow takes 1,000 in one request, and an epoch must not be torn apart between two.
    private const int EpochsPerRequest = 140;

    private static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    /// <summary>Logs what determines the result; see <see cref="RunParameters"/>.</summary>
    /// <param name="runId">An existing run.</param>
    /// <param name="job">What the run trains.</param>
    /// <param name="parameters">Trainable parameters of the network.</param>
    /// <param name="cancellation">Ends the request.</param>
    /// <exception cref="MlflowException">The server refused, cannot be reached, or the run has other parameters.</exception>
    public Task LogParametersAsync(string runId, TrainingJob job, long parameters, CancellationToken cancellation) =>
        client.LogBatchAsync(runId, [], RunParameters.Of(job, parameters), None, cancellation);

    /// <summary>Logs those of the epochs that the run's history lacks.</summary>
    /// <exception cref="MlflowException">The server refused or cannot be reached.</exception>
    public async Task LogEpochsAsync(string runId, IReadOnlyList<EpochRecord> epochs, CancellationToken cancellation)
    {
        if (epochs.Count == 0) return;
        // All points of an epoch arrive in one request, so that one of them stands for all.
        IReadOnlyList<MlflowMetric> logged = await client.GetMetricHistoryAsync(runId, RunMetrics.ValAccuracy, cancellation).ConfigureAwait(false);
        HashSet<long> steps = [.. logged.Select(point => point.Step)];
        foreach (EpochRecord[] missing in epochs.Where(epoch => !steps.Contains(epoch.Epoch)).Chunk(EpochsPerRequest))
            await client.LogBatchAsync(runId, [.. missing.SelectMany(RunMetrics.Of)], None, None, cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Logs the final numbers with the artifacts that follow from them (<c>confusion_matrix.json</c>, <c>confusion_matrix.svg</c>,
    /// <c>reliability.svg</c>, <c>curves.svg</c>), and ends the run as finished.
    /// </summary>
    /// <param name="run">As the server knows it now.</param>
    /// <param name="result">Of the training.</param>
    /// <param name="cancellation">Ends the requests.</param>
    /// <exception cref="MlflowException">The server refused or cannot be reached.</exception>
    public async Task LogResultAsync(MlflowRun run, TrainingResult result, CancellationToken cancellation)
    {
        if (!run.Metrics.ContainsKey(RunMetrics.BestValAccuracy))
            await client.LogBatchAsync(run.RunId, RunMetrics.Of(result), None, None, cancellation).ConfigureAwait(false);
        var matrix = new { classes = result.Classes, counts = result.ConfusionMatrix };
        await UploadAsync(run, "confusion_matrix.json", JsonSerializer.SerializeToUtf8Bytes(matrix, CoreJson.Indented), cancellation).ConfigureAwait(false);
        await UploadAsync(run, "confusion_matrix.svg", Encoding.UTF8.GetBytes(ConfusionMatrixSvg.Render(result.Classes, result.ConfusionMatrix)), cancellation)
            .ConfigureAwait(false);
        if (result.Reliability.Count > 0)
        {
            string reliability = ReliabilitySvg.Render(result.Reliability, result.ReliabilityCalibrated);
            await UploadAsync(run, "reliability.svg", Encoding.UTF8.GetBytes(reliability), cancellation).ConfigureAwait(false);
        }
        await UploadAsync(run, "curves.svg", Encoding.UTF8.GetBytes(CurvesSvg.Render(result.Epochs, result.BestEpoch)), cancellation).ConfigureAwait(false);
        await client.UpdateRunAsync(run.RunId, MlflowRunStatus.Finished, result.FinishedAt, cancellation).ConfigureAwait(false);
    }

    private async Task UploadAsync(MlflowRun run, string path, byte[] content, CancellationToken cancellation)
    {
        using var stream = new MemoryStream(content, writable: false);
        await client.UploadArtifactAsync(run, path, stream, cancellation).ConfigureAwait(false);
    }
}
