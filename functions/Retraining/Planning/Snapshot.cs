using ImageClassifier.Contracts;
using ImageClassifier.Contracts.Datasets;

namespace ImageClassifier.Functions.Retraining.Planning;

/// <summary>How photos are frozen into a manifest.</summary>
public sealed record SnapshotInput(double ValidationFraction, int Seed, int Folds = 1);

/// <summary>A stored manifest, without its photos.</summary>
/// <param name="Digest">The manifest's name.</param>
/// <param name="Counts">Photos on each side of the split.</param>
/// <param name="Warnings">In a person's words.</param>
/// <param name="Problems">Why it cannot be trained on; nothing is stored then.</param>
public sealed record Snapshot(string Digest, IReadOnlyList<ClassCount> Counts, IReadOnlyList<string> Warnings,
    IReadOnlyList<Problem> Problems);
