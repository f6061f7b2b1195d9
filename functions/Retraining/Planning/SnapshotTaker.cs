using ImageClassifier.Core;
using ImageClassifier.Core.Datasets;
using ImageClassifier.Core.Storage;
using ImageClassifier.Functions.Datasets;

namespace ImageClassifier.Functions.Retraining.Planning;

/// <summary>Freezes the photos of this moment into a manifest, which is never rewritten.</summary>
public sealed class SnapshotTaker(StorageAccount storage, DatasetReader dataset)
{
    public async Task<Snapshot> TakeAsync(SnapshotInput input, CancellationToken cancellationToken)
    {
        await dataset.CleanAsync(cancellationToken);
        CurrentDataset current = await dataset.ReadAsync(cancellationToken);
        IReadOnlyList<Problem> problems = ManifestBuilder.Validate(current.Photos, folds: input.Folds);
        if (problems.Count > 0) return new Snapshot("", [], [], problems);

        Manifest manifest = ManifestBuilder.Build(current.Photos, input.ValidationFraction, input.Seed, input.Folds);
        (byte[] bytes, string digest) = manifest.Serialize();
        // The very bytes that the digest is of; they are there already where the same photos were frozen before.
        await storage.Blob(StorageLayout.Manifests, StorageLayout.ManifestBlob(digest))
            .TryCreateAsync(BinaryData.FromBytes(bytes), "application/json", cancellationToken);
        return new Snapshot(digest, manifest.Counts, manifest.Warnings, []);
    }
}
