using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Embedded.Storage;

/// <summary>A storage account by the setting that names it.</summary>
internal sealed class StorageAccount(string setting, BlobServiceClient blobs, QueueServiceClient queues, ILoggerFactory loggers)
{
    public BlobServiceClient Blobs { get; } = blobs;

    /// <summary>Sends and receives message bodies as they are; the host does their encoding.</summary>
    public QueueServiceClient Queues { get; } = queues;

    public StorageHealth BlobHealth { get; } = new(setting, blobs.Uri, loggers.CreateLogger("Host.Storage"));

    public StorageHealth QueueHealth { get; } = new(setting, queues.Uri, loggers.CreateLogger("Host.Storage"));
}
