using ImageClassifier.Contracts;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Functions.Datasets;
using ImageClassifier.Imaging;
using ImageClassifier.Storage;
using ImageClassifier.Studies.Datasets;

namespace ImageClassifier.Functions.Retraining.Planning;

/// <summary>Freezes the photos of this moment into a manifest, which is never rewritten.</summary>
public sealed class SnapshotTaker(StorageAccount storage, DatasetReader dataset, PhotoLimits limits)
{
    public async Task<Snapshot> TakeAsync(SnapshotInput input, CancellationToken cancellationToken)
    {
        await dataset.CleanAsync(cancellationToken);
        CurrentDataset current = await dataset.ReadAsync(cancellationToken);
        IReadOnlyList<Problem> problems = ManifestBuilder.Validate(current.Photos, folds: input.Folds);
        if (problems.Count > 0) return new Snapshot("", [], [], problems);

        Manifest manifest = ManifestBuilder.Build(current.Photos, input.ValidationFraction, input.Seed, input.Folds) with
        {
            Normalization = new PhotoNormalization { StoredShortSide = limits.StoredShortSide, JpegQuality = limits.JpegQuality },
        };
        (byte[] bytes, string digest) = manifest.Serialize();
        // The very bytes that the digest is of; they are there already where the same photos were frozen before.
        await storage.Blob(StorageLayout.Manifests, StorageLayout.ManifestBlob(digest))
            .TryCreateAsync(BinaryData.FromBytes(bytes), "application/json", cancellationToken);
        return new Snapshot(digest, manifest.Counts, manifest.Warnings, []);
    }
}
