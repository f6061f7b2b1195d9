using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Storage;

namespace ImageClassifier.Functions.Ingestion;

/// <summary>Uploads that were moved aside, each with its reason beside it.</summary>
public sealed class RejectedUploads(StorageAccount storage, TimeProvider time)
{
    // Azure allows names of 1,024 characters, and the reason's has 12 more than the file's.
    private const int MaxName = 1000;

    private const int ParallelReads = 16;

    private static readonly TimeSpan CopyPause = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Copies the upload aside, says why, and only then deletes it: whoever is interrupted begins again, and nothing is lost.
    /// </summary>
    /// <param name="upload">Path in the uploads container.</param>
    /// <param name="version">The version that was looked at; another one is left alone.</param>
    /// <param name="rejection">Why.</param>
    /// <param name="cancellationToken">Ends it between two steps.</param>
    /// <returns>False when the upload was deleted or replaced meanwhile.</returns>
    /// <exception cref="RequestFailedException">Storage failed, or refuses for good: <see cref="StorageRefusal"/>.</exception>
    public async Task<bool> MoveAsync(string upload, ETag version, UploadRejection rejection, CancellationToken cancellationToken)
    {
        string name = Name(upload);
        BlobClient source = storage.Blob(StorageLayout.Uploads, upload);
        try
        {
            await CopyAsync(source, version, storage.Blob(StorageLayout.Rejected, name), cancellationToken);
            await storage.Blob(StorageLayout.Rejected, StorageLayout.ReasonBlob(name))
                .WriteAsync(new RejectedUpload(upload, rejection.Code, rejection.Message, time.GetUtcNow()), cancellationToken);
            await source.DeleteAsync(DeleteSnapshotsOption.IncludeSnapshots, new BlobRequestConditions { IfMatch = version },
                cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412 && StorageRefusal.Reason(e) is null)
        {
            return false;
        }
    }

    /// <summary>The newest rejections, newest first, without those whose path has been uploaded again.</summary>
    /// <param name="uploads">Paths that are in the uploads container now.</param>
    /// <param name="count">At most so many.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<IReadOnlyList<RejectedUpload>> NewestAsync(IReadOnlySet<string> uploads, int count,
        CancellationToken cancellationToken)
    {
        var reasons = new PriorityQueue<string, DateTimeOffset>();
        await foreach (BlobItem blob in storage.Container(StorageLayout.Rejected).GetBlobsAsync(cancellationToken: cancellationToken))
        {
            if (!blob.Name.EndsWith(StorageLayout.ReasonBlob(""), StringComparison.Ordinal)
                || uploads.Contains(blob.Name[..^StorageLayout.ReasonBlob("").Length]))
                continue;
            reasons.Enqueue(blob.Name, blob.Properties.LastModified ?? DateTimeOffset.MinValue);
            if (reasons.Count > count) reasons.Dequeue();
        }
        var found = new List<RejectedUpload>();
        await Parallel.ForEachAsync(reasons.UnorderedItems,
            new ParallelOptions { MaxDegreeOfParallelism = ParallelReads, CancellationToken = cancellationToken },
            async (item, token) =>
            {
                if (await ReadAsync(item.Element, token) is { } rejection)
                    lock (found) found.Add(rejection);
            });
        return [.. found.OrderByDescending(rejection => rejection.RejectedAt)
            .ThenBy(rejection => rejection.Upload, StringComparer.Ordinal)];
    }

    /// <summary>Copies within the account, so that a file of gigabytes does not pass through here.</summary>
    private async Task CopyAsync(BlobClient source, ETag version, BlobClient target, CancellationToken cancellationToken)
    {
        await target.StartCopyFromUriAsync(
            source.Uri, new BlobCopyFromUriOptions { SourceConditions = new BlobRequestConditions { IfMatch = version } },
                cancellationToken);
        // Not by the operation's own waiting, which fails where another host began the same copy after this one.
        BlobProperties copy;
        while ((copy = await target.GetPropertiesAsync(cancellationToken: cancellationToken)).CopyStatus == CopyStatus.Pending)
            await Task.Delay(CopyPause, time, cancellationToken);
        if (copy.CopyStatus != CopyStatus.Success)
            throw new InvalidOperationException(
                $"{source.Name} could not be copied to {target.BlobContainerName}: {copy.CopyStatusDescription ?? $"{copy.CopyStatus}"}.");
    }

    private async Task<RejectedUpload?> ReadAsync(string blob, CancellationToken cancellationToken)
    {
        try
        {
            RejectedUpload? reason = await storage.Blob(StorageLayout.Rejected, blob).ReadAsync<RejectedUpload>(cancellationToken);
            return string.IsNullOrEmpty(reason?.Upload) ? null : reason;
        }
        catch (InvalidDataException)
        {
            // A file that somebody named so, rejected itself.
            return null;
        }
    }

    private static string Name(string upload) => upload.Length <= MaxName
        ? upload
        : $"{upload[..(MaxName - 65)]}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(upload)))}";
}
