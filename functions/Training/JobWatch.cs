using ImageClassifier.Core.Jobs;
using ImageClassifier.Core.Storage;

namespace ImageClassifier.Functions.Training;

/// <summary>Looks at what a job's worker left in storage.</summary>
public sealed class JobWatch(StorageAccount storage, ITrainingLauncher launcher, TimeProvider time)
{
    public async Task<JobCheck> CheckAsync(CheckInput input, CancellationToken cancellation)
    {
        JobStatus? status = await storage.Blob(StorageLayout.Jobs, StorageLayout.StatusBlob(input.JobId)).ReadAsync<JobStatus>(cancellation);
        // The result last: a worker that finishes between the two reads is then seen to have finished.
        bool hasResult = await storage.Blob(StorageLayout.Jobs, StorageLayout.ResultBlob(input.JobId)).ExistsAsync(cancellation);
        return JobSupervision.Judge(input, hasResult, status, launcher.StartPatience, time.GetUtcNow());
    }
}
