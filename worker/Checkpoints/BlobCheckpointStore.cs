using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Storage;

namespace ImageClassifier.Worker.Checkpoints;

/// <summary><c>checkpoints/{job}/last.safetensors</c> and <c>best.safetensors</c>.</summary>
internal sealed class BlobCheckpointStore(StorageAccount storage, string jobId) : ICheckpointStore
{
    private readonly BlobClient _last = storage.Blob(StorageLayout.Checkpoints, StorageLayout.LastCheckpointBlob(jobId));
    private readonly BlobClient _best = storage.Blob(StorageLayout.Checkpoints, StorageLayout.BestCheckpointBlob(jobId));

    public string Place => $"{_last.BlobContainerName}/{_last.Name}";

    public async Task<byte[]?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            BlobDownloadResult content = await _last.DownloadContentAsync(cancellationToken);
            return content.Content.ToArray();
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    // An upload appears when it is complete, and not before.
    public Task WriteAsync(byte[] checkpoint, CancellationToken cancellationToken) =>
        _last.UploadAsync(BinaryData.FromBytes(checkpoint), overwrite: true, cancellationToken);

    public Task WriteBestAsync(byte[] weights, CancellationToken cancellationToken) =>
        _best.UploadAsync(BinaryData.FromBytes(weights), overwrite: true, cancellationToken);
}
