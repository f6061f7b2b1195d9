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
        blob.UploadAsync(BinaryData.FromObjectAsJson(record, CoreJson.Indented), Options(conditions: null), cancellation);

    /// <summary>Writes the record unless the blob exists.</summary>
    /// <returns>False when it existed; it is then unchanged.</returns>
    public static Task<bool> TryCreateAsync<T>(this BlobClient blob, T record, CancellationToken cancellation) where T : class =>
        blob.TryCreateContentAsync(BinaryData.FromObjectAsJson(record, CoreJson.Indented), cancellation);

    /// <summary>Writes the very bytes, those of a JSON document, unless the blob exists.</summary>
    /// <returns>False when it existed, leased or not; it is then unchanged.</returns>
    public static async Task<bool> TryCreateContentAsync(this BlobClient blob, BinaryData json, CancellationToken cancellation)
    {
        try
        {
            await blob.UploadAsync(json, Options(new BlobRequestConditions { IfNoneMatch = ETag.All }), cancellation);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            return false;
        }
    }

    private static BlobUploadOptions Options(BlobRequestConditions? conditions) =>
        new() { Conditions = conditions, HttpHeaders = new BlobHttpHeaders { ContentType = ContentType } };
}
