using ImageClassifier.Contracts.Storage;
using ImageClassifier.Storage;
using Microsoft.DurableTask.Client;

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
        storage.Blob(StorageLayout.Reports, StorageLayout.CancellationBlob(retrainId))
            .TryCreateAsync(new Cancellation(retrainId, time.GetUtcNow()), cancellationToken);

    /// <summary>
    /// Marks a retrain that somebody ended past this app: Durable's own management API terminates or purges an orchestration, and on Azure
    /// Storage leaves those that it began.
    /// </summary>
    public async Task AddIfEndedAsync(DurableTaskClient client, string retrainId, CancellationToken cancellationToken)
    {
        if (await client.GetInstanceAsync(retrainId, cancellationToken) is null or { RuntimeStatus: OrchestrationRuntimeStatus.Terminated })
            await AddAsync(retrainId, cancellationToken);
    }

    /// <summary>Whether the retrain is marked.</summary>
    public async Task<bool> ContainsAsync(string retrainId, CancellationToken cancellationToken) =>
        await storage.Blob(StorageLayout.Reports, StorageLayout.CancellationBlob(retrainId)).ExistsAsync(cancellationToken);
}
