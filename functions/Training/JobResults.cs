using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Storage;

namespace ImageClassifier.Functions.Training;

/// <summary>Reads what finished jobs left in storage.</summary>
internal static class JobResults
{
    /// <returns>The result, or null where the job has not finished.</returns>
    public static Task<TrainingResult?> ReadResultAsync(this StorageAccount storage, string jobId, CancellationToken cancellationToken) =>
        storage.Blob(StorageLayout.Jobs, StorageLayout.ResultBlob(jobId)).ReadAsync<TrainingResult>(cancellationToken);
}
