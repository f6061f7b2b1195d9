using Azure;
using Azure.Storage.Blobs.Models;
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
        await StoreAsync(digest, bytes, cancellationToken);
        return new Snapshot(digest, manifest.Counts, manifest.Warnings, []);
    }

    private async Task StoreAsync(string digest, byte[] bytes, CancellationToken cancellationToken)
    {
        try
        {
            // The very bytes that the digest is of.
            await storage.Blob(StorageLayout.Manifests, StorageLayout.ManifestBlob(digest)).UploadAsync(
                BinaryData.FromBytes(bytes),
                new BlobUploadOptions
                {
                    HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" },
                    Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
                },
                cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            // The same photos were frozen before.
        }
    }
}
