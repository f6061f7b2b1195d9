using Azure;
using Azure.Core.Serialization;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Microsoft.Azure.Functions.Worker.Embedded.Functions;

namespace Microsoft.Azure.Functions.Worker.Embedded.Blobs;

/// <summary>A blob version, bound as a client or as content. Content is that of this version or none.</summary>
internal sealed class BlobTriggerInput : TriggerInput
{
    private readonly BlobContainerClient container;
    private readonly BlobVersion version;
    private readonly ObjectSerializer serializer;

    public BlobTriggerInput(
        BlobContainerClient container, BlobVersion version, IReadOnlyDictionary<string, string> parts, ObjectSerializer serializer)
    {
        this.container = container;
        this.version = version;
        this.serializer = serializer;
        var data = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase)
        {
            ["BlobTrigger"] = $"{container.Name}/{version.Name}",
            ["Uri"] = container.GetBlobClient(version.Name).Uri,
        };
        foreach ((string name, string value) in parts) data[name] = value;
        BindingData = data;
    }

    public override string Reason => $"New blob detected: {container.Name}/{version.Name}";

    public override async ValueTask<object?> ReadAsync(Type type, FunctionContext context)
    {
        BlobClient blob = container.GetBlobClient(version.Name);
        if (type == typeof(BlobClient) || type == typeof(BlobBaseClient)) return blob;
        if (type == typeof(BlockBlobClient)) return container.GetBlockBlobClient(version.Name);
        if (type == typeof(BlobContainerClient)) return container;
        var options = new BlobDownloadOptions
        {
            Conditions = new BlobRequestConditions { IfMatch = new ETag($"\"{version.ETag}\"") },
        };
        try
        {
            if (type == typeof(Stream)) return (await blob.DownloadStreamingAsync(options, context.CancellationToken)).Value.Content;
            BinaryData content = (await blob.DownloadContentAsync(options, context.CancellationToken)).Value.Content;
            if (type == typeof(BinaryData)) return content;
            if (type == typeof(byte[])) return content.ToArray();
            if (type == typeof(string)) return content.ToString();
            return await serializer.DeserializeAsync(content.ToStream(), type, context.CancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            throw new TriggerGoneException($"{container.Name}/{version.Name} was deleted or replaced before its function ran.", e);
        }
    }

    /// <summary>Whether the blob is still as it was found.</summary>
    public async Task<bool> IsCurrentAsync(CancellationToken cancellation)
    {
        try
        {
            Response<BlobProperties> now = await container.GetBlobClient(version.Name).GetPropertiesAsync(cancellationToken: cancellation);
            return ETagText.Of(now.Value.ETag) == version.ETag;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return false;
        }
    }
}

/// <summary>ETags as text without quotes: listings and headers differ in them.</summary>
internal static class ETagText
{
    public static string Of(ETag tag) => tag.ToString().Trim('"');
}
