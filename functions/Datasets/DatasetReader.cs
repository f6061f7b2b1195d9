using Azure;
using Azure.Storage.Blobs.Models;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Functions.Ingestion;
using ImageClassifier.Storage;
using ImageClassifier.Studies.Datasets;

namespace ImageClassifier.Functions.Datasets;

/// <summary>The accepted photos of what lies in the uploads container now.</summary>
/// <param name="Photos">One for each accepted upload, in the order of their paths.</param>
/// <param name="PendingUploads">Paths of the uploads that are not looked at yet, or were replaced since.</param>
public sealed record CurrentDataset(IReadOnlyList<IngestedPhoto> Photos, IReadOnlyList<string> PendingUploads)
{
    /// <summary>How many these are.</summary>
    public int Pending => PendingUploads.Count;
}

/// <summary>Says what the data set is, from a listing of uploads and a listing of what was accepted.</summary>
public sealed class DatasetReader(StorageAccount storage, RejectedUploads rejected)
{
    private const int MaxRejected = 200;

    public async Task<CurrentDataset> ReadAsync(CancellationToken cancellationToken) => (await ListAsync(cancellationToken)).Dataset;

    public async Task<DatasetSummary> SummarizeAsync(CancellationToken cancellationToken)
    {
        (CurrentDataset dataset, Dictionary<string, ETag> uploads, _) = await ListAsync(cancellationToken);
        (IReadOnlyList<ClassSummary> classes, IReadOnlyList<string> warnings) = ManifestBuilder.Summarize(dataset.Photos);
        return new DatasetSummary(classes, dataset.Pending, await rejected.NewestAsync(uploads.Keys.ToHashSet(), MaxRejected, cancellationToken), warnings);
    }

    /// <summary>Deletes the records of uploads that are gone, so that listings stay as short as the uploads are many.</summary>
    public async Task CleanAsync(CancellationToken cancellationToken)
    {
        (_, _, List<(string Name, ETag Version)> orphans) = await ListAsync(cancellationToken);
        foreach ((string name, ETag version) in orphans)
        {
            try
            {
                await storage.Blob(StorageLayout.Ingested, name)
                    .DeleteAsync(conditions: new BlobRequestConditions { IfMatch = new ETag(version.ToString("H")) }, cancellationToken: cancellationToken);
            }
            catch (RequestFailedException e) when (e.Status is 404 or 412)
            {
                // Deleted by another, or written anew because the upload came back.
            }
        }
    }

    private async Task<(CurrentDataset Dataset, Dictionary<string, ETag> Uploads, List<(string, ETag)> Orphans)> ListAsync(CancellationToken cancellationToken)
    {
        // Uploads first: what is accepted between the two listings then counts already.
        var uploads = new Dictionary<string, ETag>();
        await foreach (BlobItem blob in storage.Container(StorageLayout.Uploads).GetBlobsAsync(cancellationToken: cancellationToken))
            uploads[blob.Name] = blob.Properties.ETag!.Value;

        var photos = new List<IngestedPhoto>();
        var orphans = new List<(string, ETag)>();
        await foreach (BlobItem blob in storage.Container(StorageLayout.Ingested).GetBlobsAsync(new GetBlobsOptions { Traits = BlobTraits.Metadata }, cancellationToken: cancellationToken))
        {
            if (!uploads.TryGetValue(blob.Name, out ETag version))
                orphans.Add((blob.Name, blob.Properties.ETag!.Value));
            else if (IngestedPhoto.FromMetadata(blob.Name, blob.Metadata) is { } photo && photo.IsOf(version))
                photos.Add(photo);
        }
        return (new CurrentDataset(photos, [.. uploads.Keys.Except(photos.Select(photo => photo.Upload))]), uploads, orphans);
    }
}
