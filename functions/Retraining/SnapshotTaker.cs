using Azure;
using Azure.Storage.Blobs.Models;
using ImageClassifier.Contracts;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Functions.Datasets;
using ImageClassifier.Storage;
using ImageClassifier.Studies.Datasets;

namespace ImageClassifier.Functions.Retraining;

/// <summary>Freezes the photos of this moment into a manifest, which is never rewritten.</summary>
public sealed class SnapshotTaker(StorageAccount storage, DatasetReader dataset)
{
    public async Task<Snapshot> TakeAsync(SnapshotInput input, CancellationToken cancellation)
    {
        await dataset.CleanAsync(cancellation);
        CurrentDataset current = await dataset.ReadAsync(cancellation);
        IReadOnlyList<Problem> problems = ManifestBuilder.Validate(current.Photos, folds: input.Folds);
        if (problems.Count > 0) return new Snapshot("", [], [], problems);

        Manifest manifest = ManifestBuilder.Build(current.Photos, input.ValidationFraction, input.Seed, input.Folds);
        (byte[] bytes, string digest) = manifest.Serialize();
        await StoreAsync(digest, bytes, cancellation);
        return new Snapshot(digest, manifest.Counts, manifest.Warnings, []);
    }

    private async Task StoreAsync(string digest, byte[] bytes, CancellationToken cancellation)
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
                cancellation);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            // The same photos were frozen before.
        }
    }
}
