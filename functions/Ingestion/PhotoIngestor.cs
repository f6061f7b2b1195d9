using System.Globalization;
using System.Buffers;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Imaging;
using ImageClassifier.Storage;
using Microsoft.Extensions.Logging;

namespace ImageClassifier.Functions.Ingestion;

/// <summary>What became of an upload.</summary>
public enum IngestionOutcome
{
    Accepted,

    /// <summary>This version of it had been accepted before.</summary>
    Known,

    Rejected,

    /// <summary>It was deleted or replaced meanwhile; a newer version has its own turn.</summary>
    Gone,

    /// <summary>It stands for a folder and is no file.</summary>
    Folder,

    /// <summary>Storage does not let it be read or moved aside; its record says why.</summary>
    Blocked,
}

/// <summary>
/// Takes an upload into the data set, or moves it aside. Every step may be repeated, and several hosts may work on the same upload:
/// the blobs that come of it are the same.
/// </summary>
public sealed class PhotoIngestor(
    StorageAccount storage, PhotoNormalizer normalizer, PhotoLimits limits, RejectedUploads rejected, ILogger<PhotoIngestor> log)
{
    private const int MaxTries = 5;

    /// <param name="upload">Path in the uploads container.</param>
    /// <param name="cancellationToken">Leaves the upload as it is, for another try.</param>
    /// <exception cref="RequestFailedException">Storage failed; try again later.</exception>
    public async Task<IngestionOutcome> IngestAsync(string upload, CancellationToken cancellationToken)
    {
        for (int i = 0; i < MaxTries; i++)
            if (await TryIngestAsync(upload, cancellationToken) is { } outcome) return outcome;
        throw new InvalidOperationException(
            $"{StorageLayout.Uploads}/{upload} is being replaced faster than it can be read; it is tried again later.");
    }

    /// <returns>Null when somebody else worked on the same upload meanwhile, so that it has to be looked at again.</returns>
    private async Task<IngestionOutcome?> TryIngestAsync(string upload, CancellationToken cancellationToken)
    {
        BlobDownloadStreamingResult? found;
        try
        {
            found = await OpenAsync(upload, cancellationToken);
        }
        catch (RequestFailedException e) when (StorageRefusal.Reason(e) is { } obstacle)
        {
            // Where the content may not be read, the headers often may.
            BlobProperties headers = await storage.Blob(StorageLayout.Uploads, upload)
                .GetPropertiesAsync(cancellationToken: cancellationToken);
            return await BlockAsync(upload, headers.ETag, obstacle, cancellationToken);
        }
        if (found is null) return IngestionOutcome.Gone;
        using BlobDownloadStreamingResult content = found;
        ETag version = content.Details.ETag;

        if (FolderMarker.Is(upload, content.Details.ContentLength, content.Details.Metadata)) return IngestionOutcome.Folder;
        if (UploadRejection.OfPath(upload) is { } badPath)
            return await RejectAsync(upload, version, badPath, cancellationToken);
        if (content.Details.ContentLength > limits.MaxBytes)
            return await RejectAsync(upload, version, TooLarge(content.Details.ContentLength), cancellationToken);
        (IngestedPhoto? known, ETag? record) = await FindRecordAsync(upload, cancellationToken);
        if (known?.IsOf(version) == true) return IngestionOutcome.Known;

        switch (await NormalizeAsync(content, cancellationToken))
        {
            case NormalizationResult.Rejected(PhotoRejection rejection):
                return await RejectAsync(upload, version, UploadRejection.Of(rejection), cancellationToken);
            case NormalizationResult.Accepted(NormalizedPhoto photo):
                var accepted = new IngestedPhoto(upload, version, photo.Sha256, photo.PerceptualHash, photo.Width, photo.Height);
                // The photo first: a record promises that it is there.
                await StoreAsync(accepted, photo.Jpeg, cancellationToken);
                return await TryRecordAsync(upload, accepted.ToMetadata(), record, cancellationToken) ? IngestionOutcome.Accepted : null;
            case var other:
                throw new InvalidOperationException($"{upload}: unknown outcome {other}.");
        }
    }

    /// <summary>The upload's headers, with its bytes still to be read: all of one version.</summary>
    private async Task<BlobDownloadStreamingResult?> OpenAsync(string upload, CancellationToken cancellationToken)
    {
        try
        {
            return await storage.Blob(StorageLayout.Uploads, upload).DownloadStreamingAsync(cancellationToken: cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    private async Task<NormalizationResult> NormalizeAsync(BlobDownloadStreamingResult content, CancellationToken cancellationToken)
    {
        int length = (int)content.Details.ContentLength;
        // Photos have megabytes each: fresh arrays would pile up until the next full collection.
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Math.Max(1, length));
        try
        {
            await content.Content.ReadExactlyAsync(buffer.AsMemory(0, length), cancellationToken);
            return normalizer.Normalize(buffer.AsMemory(0, length), cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task<(IngestedPhoto? Photo, ETag? Record)> FindRecordAsync(string upload, CancellationToken cancellationToken)
    {
        try
        {
            BlobProperties record = await storage.Blob(StorageLayout.Ingested, upload)
                .GetPropertiesAsync(cancellationToken: cancellationToken);
            return (IngestedPhoto.FromMetadata(upload, record.Metadata), record.ETag);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return (null, null);
        }
    }

    private async Task StoreAsync(IngestedPhoto photo, ReadOnlyMemory<byte> jpeg, CancellationToken cancellationToken)
    {
        BlobClient blob = storage.Blob(StorageLayout.Dataset, StorageLayout.DatasetBlob(photo.Label, photo.Sha256));
        if (!await blob.TryCreateAsync(BinaryData.FromBytes(jpeg), "image/jpeg", cancellationToken))
            log.LogDebug("{Upload} has the same pixels as a photo of {Label} that is there already.", photo.Upload, photo.Label);
    }

    /// <summary>Writes the record unless it changed since it was read: the record of an older version must not replace that of a newer
    /// one.</summary>
    private async Task<bool> TryRecordAsync(string upload, IDictionary<string, string> metadata, ETag? known,
        CancellationToken cancellationToken)
    {
        try
        {
            await storage.Blob(StorageLayout.Ingested, upload).UploadAsync(
                BinaryData.FromBytes(ReadOnlyMemory<byte>.Empty),
                new BlobUploadOptions
                {
                    Metadata = metadata,
                    Conditions = known is null ? new BlobRequestConditions { IfNoneMatch = ETag.All }
                        : new BlobRequestConditions { IfMatch = known },
                },
                cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412 or 404)
        {
            return false;
        }
    }

    private async Task<IngestionOutcome?> RejectAsync(string upload, ETag version, UploadRejection rejection,
        CancellationToken cancellationToken)
    {
        try
        {
            if (!await rejected.MoveAsync(upload, version, rejection, cancellationToken)) return IngestionOutcome.Gone;
        }
        catch (RequestFailedException e) when (StorageRefusal.Reason(e) is { } obstacle)
        {
            return await BlockAsync(upload, version, $"{obstacle}. It is to be moved aside: {rejection.Message}", cancellationToken);
        }
        log.LogInformation("{Container}/{Upload} is rejected: {Message}", StorageLayout.Uploads, upload, rejection.Message);
        return IngestionOutcome.Rejected;
    }

    /// <summary>Records why nothing can be done with the upload: otherwise it would be waited for again and again.</summary>
    private async Task<IngestionOutcome?> BlockAsync(string upload, ETag version, string problem, CancellationToken cancellationToken)
    {
        log.LogWarning("{Container}/{Upload} stays where it is: it {Problem}", StorageLayout.Uploads, upload, problem);
        (_, ETag? record) = await FindRecordAsync(upload, cancellationToken);
        return await TryRecordAsync(upload, new UploadProblem(upload, version, problem).ToMetadata(), record, cancellationToken)
            ? IngestionOutcome.Blocked : null;
    }

    private UploadRejection TooLarge(long bytes) =>
        UploadRejection.Of(new PhotoRejection(PhotoRejectionCode.TooManyBytes, string.Create(CultureInfo.InvariantCulture,
        $"The file has {bytes / 1048576.0:0.#} MB; at most {limits.MaxBytes / 1048576.0:0.#} MB are accepted. Save the photo smaller or "
            + $"with more compression.")));
}
