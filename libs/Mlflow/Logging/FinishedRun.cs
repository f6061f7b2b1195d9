using ImageClassifier.Contracts.Jobs;

namespace ImageClassifier.Mlflow.Logging;

/// <summary>All that is logged of a finished training, from memory or from what its job has stored.</summary>
/// <param name="Job">With the run that it is logged to.</param>
/// <param name="Result">Its numbers.</param>
/// <param name="Charts">SVG documents by artifact path.</param>
/// <param name="Files">Other artifacts by path.</param>
public sealed record FinishedRun(
    TrainingJob Job, TrainingResult Result, IReadOnlyDictionary<string, string> Charts, IReadOnlyDictionary<string, byte[]> Files)
{
    /// <summary>What it trained and validated on; empty where the manifest is gone.</summary>
    public IReadOnlyList<MlflowDataset> Datasets { get; init; } = [];

    /// <summary>Its answers for the validation photos, shown as a table; null in older jobs.</summary>
    public ValidationPredictions? Predictions { get; init; }
}
