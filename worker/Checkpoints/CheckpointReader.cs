using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Worker.Runtime;

namespace ImageClassifier.Worker.Checkpoints;

/// <summary>Finds what a job can resume from: its own latest checkpoint, or that of the job it continues.</summary>
/// <param name="own">Of the job.</param>
/// <param name="continued">Of the job it continues; null where it continues none.</param>
/// <param name="warn">Told when a checkpoint cannot be used.</param>
internal sealed class CheckpointReader(ICheckpointStore own, ICheckpointStore? continued, Action<string> warn)
{
    /// <param name="job">What is trained.</param>
    /// <param name="plannedEpochs">Of the job where nothing stops it earlier.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Null where training begins at the beginning.</returns>
    /// <exception cref="WorkerException">The job continues one of another experiment.</exception>
    public async Task<Checkpoint?> ReadAsync(TrainingJob job, int plannedEpochs, CancellationToken cancellationToken)
    {
        byte[]? latest = await own.ReadAsync(cancellationToken);
        if (latest is not null || continued is null || job.ContinuesJob is not { } earlier) return Parse(own, latest, job.Id);
        if (!Continues(job, plannedEpochs, earlier))
            throw new WorkerException(
                $"job {job.Id} continues {earlier}, which is not the same experiment stopped earlier; start a new search");
        byte[]? bytes = await continued.ReadAsync(cancellationToken);
        if (bytes is null) warn($"{continued.Place} is gone; training begins at the beginning and gives the same");
        return Parse(continued, bytes, earlier) is { } checkpoint ? checkpoint with { JobId = job.Id } : null;
    }

    private Checkpoint? Parse(ICheckpointStore store, byte[]? bytes, string jobId)
    {
        if (bytes is null) return null;
        try
        {
            return Checkpoint.Parse(bytes, jobId);
        }
        catch (InvalidDataException e)
        {
            warn($"{store.Place} cannot be used and training begins again: {e.Message}");
            return null;
        }
    }

    private static bool Continues(TrainingJob job, int plannedEpochs, string earlier)
    {
        int last = (job.StopAfterEpoch ?? plannedEpochs) - 1;
        return Enumerable.Range(1, last)
            .Any(epochs => TrainingJob.ComputeId(job.Experiment, job.ManifestDigest, job.Fold, job.Seed, epochs) == earlier);
    }
}
