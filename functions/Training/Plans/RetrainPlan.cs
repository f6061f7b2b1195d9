using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;

namespace ImageClassifier.Functions.Training.Plans;

/// <summary>All runs of a retrain, <c>reports/{retrainId}.plan.json</c>. A search adds the runs of each rung when the one before has
/// ended.</summary>
public sealed record RetrainPlan
{
    public int SchemaVersion { get; init; } = 1;

    public required string RetrainId { get; init; }

    public string? Study { get; init; }

    public required string ManifestDigest { get; init; }

    public int Repeats { get; init; } = 1;

    /// <summary>1 for a hold-out split.</summary>
    public int Folds { get; init; } = 1;

    /// <summary>The parent run.</summary>
    public required TrackingRun Tracking { get; init; }

    public required IReadOnlyList<PlannedRun> Runs { get; init; }
}
