using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Storage;

namespace ImageClassifier.Functions.Training;

/// <summary>What a job's worker shows of itself in storage.</summary>
/// <param name="Status">The last heartbeat of any attempt; null before the first.</param>
/// <param name="Unlocked">Whether nobody holds the job's lock. A worker takes it before its first heartbeat and gives it back after its
/// last, so a heartbeat without a lock is that of a worker that died, however fresh it is.</param>
public sealed record WorkerSigns(JobStatus? Status, bool Unlocked)
{
    public static async Task<WorkerSigns> ReadAsync(StorageAccount storage, string jobId, CancellationToken cancellationToken)
    {
        BlobClient blob = storage.Blob(StorageLayout.Jobs, StorageLayout.StatusBlob(jobId));
        var status = await blob.ReadAsync<JobStatus>(cancellationToken);
        if (status is null || status.State is not (JobState.Starting or JobState.Training)) return new WorkerSigns(status, Unlocked: true);
        bool unlocked = await IsUnlockedAsync(storage, jobId, cancellationToken);
        if (!unlocked) return new WorkerSigns(status, Unlocked: false);
        // Maybe it said its last word, or another began, between the two questions.
        JobStatus? later = await blob.ReadAsync<JobStatus>(cancellationToken);
        return new WorkerSigns(later, later == status);
    }

    /// <summary>Whether some worker is at the job.</summary>
    public bool IsAlive(DateTimeOffset now) =>
        Status is { State: JobState.Starting or JobState.Training } && !Unlocked && now - Status.UpdatedAt <= JobStatus.Stale;

    private static async Task<bool> IsUnlockedAsync(StorageAccount storage, string jobId, CancellationToken cancellationToken)
    {
        try
        {
            BlobProperties found = await storage.Blob(StorageLayout.Jobs, StorageLayout.LockBlob(jobId))
                .GetPropertiesAsync(cancellationToken: cancellationToken);
            return found.LeaseStatus == LeaseStatus.Unlocked;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return true;
        }
    }
}
