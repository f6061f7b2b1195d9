using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace ImageClassifier.Tracking.Artifacts;

/// <summary>Artifacts as blobs of one container. A blob appears when its upload is committed, so no reader sees half of one.</summary>
internal sealed class BlobArtifactStore(BlobContainerClient container) : IArtifactStore
{
    private readonly SemaphoreSlim _creating = new(1, 1);
    private bool _exists;

    public async Task<Stream?> OpenAsync(ArtifactPath path, CancellationToken cancellationToken)
    {
        try
        {
            return await container.GetBlobClient(path.ToString()).OpenReadAsync(cancellationToken: cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    public async Task WriteAsync(ArtifactPath path, Stream content, CancellationToken cancellationToken)
    {
        await EnsureContainerAsync(cancellationToken);
        await container.GetBlobClient(path.ToString()).UploadAsync(content, overwrite: true, cancellationToken);
    }

    public async Task<IReadOnlyList<ArtifactEntry>> ListAsync(ArtifactPath folder, CancellationToken cancellationToken)
    {
        string prefix = folder.Parts.Count == 0 ? "" : $"{folder}/";
        var entries = new List<ArtifactEntry>();
        try
        {
            await foreach (var item in container.GetBlobsByHierarchyAsync(
                new GetBlobsByHierarchyOptions { Delimiter = "/", Prefix = prefix }, cancellationToken))
            {
                entries.Add(item.IsPrefix
                    ? new(item.Prefix[prefix.Length..].TrimEnd('/'), true, null)
                    : new(item.Blob.Name[prefix.Length..], false, item.Blob.Properties.ContentLength));
            }
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            return [];
        }
        return [.. entries.OrderBy(entry => entry.Name, StringComparer.Ordinal)];
    }

    public async Task<bool> DeleteAsync(ArtifactPath path, CancellationToken cancellationToken)
    {
        try
        {
            bool deleted = await container.GetBlobClient(path.ToString()).DeleteIfExistsAsync(cancellationToken: cancellationToken);
            await foreach (var blob in container.GetBlobsAsync(new GetBlobsOptions { Prefix = $"{path}/" }, cancellationToken))
                deleted |= await container.GetBlobBaseClient(blob.Name).DeleteIfExistsAsync(cancellationToken: cancellationToken);
            return deleted;
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            return false;
        }
    }

    private async Task EnsureContainerAsync(CancellationToken cancellationToken)
    {
        if (_exists) return;
        await _creating.WaitAsync(cancellationToken);
        try
        {
            if (!_exists) await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            _exists = true;
        }
        finally
        {
            _creating.Release();
        }
    }
}
