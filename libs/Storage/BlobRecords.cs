using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ImageClassifier.Contracts.Json;

namespace ImageClassifier.Storage;

/// <summary>Records as JSON blobs. One upload replaces a blob whole, so a reader never sees half of one.</summary>
public static class BlobRecords
{
    private const string ContentType = "application/json";

    /// <returns>The record, or null when the blob (or its container) does not exist.</returns>
    public static async Task<T?> ReadAsync<T>(this BlobClient blob, CancellationToken cancellation) where T : class
    {
        try
        {
            BlobDownloadResult content = await blob.DownloadContentAsync(cancellation);
            return content.Content.ToObjectFromJson<T>(CoreJson.Options);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{blob.BlobContainerName}/{blob.Name} is not a {typeof(T).Name}: {e.Message}", e);
        }
    }

    /// <summary>Writes or replaces the record.</summary>
    public static Task WriteAsync<T>(this BlobClient blob, T record, CancellationToken cancellation) where T : class =>
        blob.UploadAsync(BinaryData.FromObjectAsJson(record, CoreJson.Indented),
            new BlobUploadOptions { HttpHeaders = new BlobHttpHeaders { ContentType = ContentType } }, cancellation);

    /// <summary>Writes the record unless the blob exists.</summary>
    /// <returns>False when it existed; it is then unchanged.</returns>
    public static Task<bool> TryCreateAsync<T>(this BlobClient blob, T record, CancellationToken cancellation) where T : class =>
        blob.TryCreateAsync(BinaryData.FromObjectAsJson(record, CoreJson.Indented), ContentType, cancellation);

    /// <summary>Writes these very bytes unless the blob exists.</summary>
    /// <returns>False when it existed; it is then unchanged.</returns>
    public static async Task<bool> TryCreateAsync(this BlobClient blob, BinaryData content, string contentType,
        CancellationToken cancellation)
    {
        try
        {
            await blob.UploadAsync(content, new BlobUploadOptions
            {
                HttpHeaders = new BlobHttpHeaders { ContentType = contentType },
                Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
            }, cancellation);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            return false;
        }
    }
}
