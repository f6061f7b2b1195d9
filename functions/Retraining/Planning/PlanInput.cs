using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Functions.Retraining.Outcomes;

namespace ImageClassifier.Functions.Retraining.Planning;

/// <summary>What the tracking server is told of a retrain.</summary>
public sealed record ParentRunInput(string RetrainId, RetrainInput Retrain, string ManifestDigest);

/// <summary>What is planned.</summary>
public sealed record PlanInput(string RetrainId, RetrainInput Retrain, string ManifestDigest, TrackingRun Parent);

/// <summary>A search whose rung has ended.</summary>
/// <param name="Runs">All runs so far, closed.</param>
public sealed record NextRungInput(PlanInput Plan, IReadOnlyList<ClosedRun> Runs);
