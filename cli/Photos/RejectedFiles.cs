using Azure.Storage.Blobs.Models;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Imaging.Folders;
using ImageClassifier.Storage;

namespace ImageClassifier.Cli.Photos;

/// <summary>Reads why files of a folder were not used.</summary>
internal sealed class RejectedFiles(StorageAccount storage)
{
    /// <returns>The rejected ones among these uploads, by name.</returns>
    public async Task<IReadOnlyList<RejectedUpload>> AmongAsync(IEnumerable<LocalPhoto> photos, CancellationToken cancellationToken)
    {
        HashSet<string> names = [.. photos.Select(photo => photo.UploadName)];
        string ending = StorageLayout.ReasonBlob("");
        var rejected = new List<RejectedUpload>();
        await foreach (BlobItem blob in storage.Container(StorageLayout.Rejected).GetBlobsAsync(cancellationToken: cancellationToken))
        {
            // A name that is shortened there is told by its record alone.
            if (!blob.Name.EndsWith(ending, StringComparison.Ordinal)) continue;
            if (await ReadAsync(blob.Name, cancellationToken) is { } reason && names.Contains(reason.Upload)) rejected.Add(reason);
        }
        return [.. rejected.OrderBy(reason => reason.Upload, StringComparer.Ordinal)];
    }

    private async Task<RejectedUpload?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await storage.Blob(StorageLayout.Rejected, name).ReadAsync<RejectedUpload>(cancellationToken);
        }
        catch (InvalidDataException)
        {
            // Somebody's own file of such a name, rejected itself.
            return null;
        }
    }
}
