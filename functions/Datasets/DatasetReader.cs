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
/// <param name="Waiting">Uploads that are not looked at yet, or were replaced since; the oldest first.</param>
/// <param name="Blocked">Uploads that cannot be processed until somebody acts; the oldest first.</param>
public sealed record CurrentDataset(IReadOnlyList<IngestedPhoto> Photos, IReadOnlyList<PendingUpload> Waiting,
    IReadOnlyList<PendingUpload> Blocked)
{
    /// <summary>How many uploads are not accepted, for whatever reason.</summary>
    public int Pending => Waiting.Count + Blocked.Count;
}

/// <summary>Says what the data set is, from a listing of uploads and a listing of what was accepted.</summary>
public sealed class DatasetReader(StorageAccount storage, RejectedUploads rejected)
{
    private const int MaxRejected = 200, MaxPending = 200;

    public async Task<CurrentDataset> ReadAsync(CancellationToken cancellationToken) => (await ListAsync(cancellationToken)).Dataset;

    public async Task<DatasetSummary> SummarizeAsync(CancellationToken cancellationToken)
    {
        (CurrentDataset dataset, Dictionary<string, BlobItemProperties> uploads, _) = await ListAsync(cancellationToken);
        (IReadOnlyList<ClassSummary> classes, IReadOnlyList<string> warnings) = ManifestBuilder.Summarize(dataset.Photos);
        return new DatasetSummary(classes, dataset.Pending,
            await rejected.NewestAsync(uploads.Keys.ToHashSet(), MaxRejected, cancellationToken), warnings)
        {
            Blocked = dataset.Blocked.Count,
            PendingUploads = [.. dataset.Blocked.Concat(dataset.Waiting).Take(MaxPending)],
        };
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
                    .DeleteAsync(conditions: new BlobRequestConditions { IfMatch = new ETag(version.ToString("H")) },
                        cancellationToken: cancellationToken);
            }
            catch (RequestFailedException e) when (e.Status is 404 or 412)
            {
                // Deleted by another, or written anew because the upload came back.
            }
        }
    }

    private async Task<(CurrentDataset Dataset, Dictionary<string, BlobItemProperties> Uploads,
        List<(string, ETag)> Orphans)> ListAsync(CancellationToken cancellationToken)
    {
        // Uploads first: what is accepted between the two listings then counts already.
        var uploads = new Dictionary<string, BlobItemProperties>();
        await foreach (BlobItem blob in ListAsync(StorageLayout.Uploads, cancellationToken))
            if (!FolderMarker.Is(blob.Name, blob.Properties.ContentLength, blob.Metadata)) uploads[blob.Name] = blob.Properties;

        var photos = new List<IngestedPhoto>();
        var problems = new Dictionary<string, string>();
        var orphans = new List<(string, ETag)>();
        await foreach (BlobItem blob in ListAsync(StorageLayout.Ingested, cancellationToken))
        {
            if (!uploads.TryGetValue(blob.Name, out BlobItemProperties? upload))
                orphans.Add((blob.Name, blob.Properties.ETag!.Value));
            else if (IngestedPhoto.FromMetadata(blob.Name, blob.Metadata) is { } photo && photo.IsOf(upload.ETag!.Value))
                photos.Add(photo);
            else if (UploadProblem.FromMetadata(blob.Name, blob.Metadata) is { } problem && problem.IsOf(upload.ETag!.Value))
                problems[blob.Name] = problem.Message;
        }
        ILookup<bool, PendingUpload> pending = uploads.Keys.Except(photos.Select(photo => photo.Upload))
            .Select(name =>
                new PendingUpload(name, problems.GetValueOrDefault(name), uploads[name].LastModified ?? DateTimeOffset.MinValue))
            .OrderBy(upload => upload.Since).ToLookup(upload => upload.Why is not null);
        return (new CurrentDataset(photos, [.. pending[false]], [.. pending[true]]), uploads, orphans);
    }

    private AsyncPageable<BlobItem> ListAsync(string container, CancellationToken cancellationToken) =>
        storage.Container(container).GetBlobsAsync(new GetBlobsOptions { Traits = BlobTraits.Metadata }, cancellationToken);
}
