
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Storage;

namespace ImageClassifier.Functions.Training.Plans;

/// <summary>The plans of retrains, <c>reports/{retrainId}.plan.json</c>.</summary>
public sealed class PlanStore(StorageAccount storage)
{
    /// <returns>The plan, or null while there is none.</returns>
    public Task<RetrainPlan?> FindAsync(string retrainId, CancellationToken cancellationToken) =>
        storage.Blob(StorageLayout.Reports, StorageLayout.PlanBlob(retrainId)).ReadAsync<RetrainPlan>(cancellationToken);

    /// <exception cref="InvalidOperationException">There is no plan.</exception>
    public async Task<RetrainPlan> GetAsync(string retrainId, CancellationToken cancellationToken) =>
        await FindAsync(retrainId, cancellationToken)
            ?? throw new InvalidOperationException($"The plan of {retrainId} is missing from {StorageLayout.Reports}.");

    /// <summary>Writes or replaces the plan.</summary>
    public Task WriteAsync(RetrainPlan plan, CancellationToken cancellationToken) =>
        storage.Blob(StorageLayout.Reports, StorageLayout.PlanBlob(plan.RetrainId)).WriteAsync(plan, cancellationToken);
}
