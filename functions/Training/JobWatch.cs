using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Functions.Training.Launching;
using ImageClassifier.Storage;

namespace ImageClassifier.Functions.Training;

/// <summary>Looks at what a job's worker left in storage.</summary>
public sealed class JobWatch(StorageAccount storage, Cancellations cancellations, ITrainingLauncher launcher, TimeProvider time)
{
    public async Task<JobCheck> CheckAsync(CheckInput input, CancellationToken cancellationToken)
    {
        WorkerSigns signs = await WorkerSigns.ReadAsync(storage, input.JobId, cancellationToken);
        // The result last: a worker that finishes between the reads is then seen to have finished.
        TrainingResult? result = await storage.ReadResultAsync(input.JobId, cancellationToken);
        // A cancellation ends this orchestration too, unless the host is killed in between; what Durable itself terminates is found here.
        if (result is null && await cancellations.ContainsAsync(input.RetrainId, cancellationToken))
            return new JobCheck(Verdict.Cancelled, signs.Status?.Epoch ?? 0);
        return JobSupervision.Judge(input, result?.Seconds, signs, launcher.StartTimeout, time.GetUtcNow());
    }
}
