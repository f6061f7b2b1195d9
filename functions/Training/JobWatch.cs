using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Functions.Training.Launching;
using ImageClassifier.Storage;

namespace ImageClassifier.Functions.Training;

/// <summary>Looks at what a job's worker left in storage.</summary>
public sealed class JobWatch(StorageAccount storage, Cancellations cancellations, ITrainingLauncher launcher, TimeProvider time)
{
    public async Task<JobCheck> CheckAsync(CheckInput input, CancellationToken cancellationToken)
    {
        JobStatus? status = await storage.Blob(StorageLayout.Jobs, StorageLayout.StatusBlob(input.JobId))
            .ReadAsync<JobStatus>(cancellationToken);
        // The result last: a worker that finishes between the two reads is then seen to have finished.
        TrainingResult? result = await storage.ReadResultAsync(input.JobId, cancellationToken);
        // A cancellation ends this orchestration too, unless the host is killed in between; what Durable itself terminates is found here.
        if (result is null && await cancellations.ContainsAsync(input.RetrainId, cancellationToken))
            return new JobCheck(Verdict.Cancelled, status?.Epoch ?? 0);
        return JobSupervision.Judge(input, result?.Seconds, status, launcher.StartTimeout, time.GetUtcNow());
    }
}
