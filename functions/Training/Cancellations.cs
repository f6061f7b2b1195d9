using ImageClassifier.Contracts.Storage;
using ImageClassifier.Storage;

namespace ImageClassifier.Functions.Training;

/// <summary>That somebody cancelled a retrain, <c>reports/{retrainId}.cancelled.json</c>. It is never taken back.</summary>
public sealed record Cancellation(string RetrainId, DateTimeOffset CancelledAt);

/// <summary>
/// Which retrains are cancelled. Ending an orchestration does not reach an activity that is on its way, nor a sub-orchestration whose start
/// is still a message in a queue; both look here before they start a worker.
/// </summary>
public sealed class Cancellations(StorageAccount storage, TimeProvider time)
{
    /// <summary>What stands as the reason of a cancelled retrain.</summary>
    public const string Reason = "cancelled";

    /// <summary>Marks the retrain; again changes nothing.</summary>
    public Task AddAsync(string retrainId, CancellationToken cancellationToken) =>
        storage.Blob(StorageLayout.Reports, StorageLayout.CancellationBlob(retrainId)).TryCreateAsync(new Cancellation(retrainId, time.GetUtcNow()), cancellationToken);

    /// <summary>Whether the retrain is marked.</summary>
    public async Task<bool> ContainsAsync(string retrainId, CancellationToken cancellationToken) =>
        await storage.Blob(StorageLayout.Reports, StorageLayout.CancellationBlob(retrainId)).ExistsAsync(cancellationToken);
}
