using ImageClassifier.Contracts;
using ImageClassifier.Contracts.Retraining;

namespace ImageClassifier.Functions.Retraining.Planning;

/// <summary>What a retrain does: a checked request with the study's experiments written out, so that a later change of the study does not
/// matter.</summary>
public sealed record RetrainInput : StudyOrder
{
    public required int MaxParallelJobs { get; init; }

    public required double TimeLimitMinutes { get; init; }

    /// <summary>What the request should have said otherwise, the first of it; null where there is nothing to say.</summary>
    public IReadOnlyList<Problem>? Warnings { get; init; }
}
