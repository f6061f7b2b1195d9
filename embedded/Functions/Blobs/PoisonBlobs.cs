using System.Text.Json;
using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker.Embedded.Queues;

namespace Microsoft.Azure.Functions.Worker.Embedded.Blobs;

/// <summary>The queue of blobs whose function failed every time.</summary>
internal sealed class PoisonBlobs(QueueServiceClient queues, MessageEncoding encoding, string hostId)
{
    public const string QueueName = "webjobs-blobtrigger-poison";

    public Task AddAsync(string functionName, string container, BlobVersion version, CancellationToken cancellation)
    {
        // The official host's message.
        string message = JsonSerializer.Serialize(new
        {
            Type = "BlobTrigger",
            FunctionId = $"{hostId}.Functions.{functionName}",
            BlobType = "BlockBlob",
            ContainerName = container,
            BlobName = version.Name,
            ETag = $"\"{version.ETag}\"",
        });
        return PoisonQueue.SendAsync(queues.GetQueueClient(QueueName), encoding.Encode(BinaryData.FromString(message)), cancellation);
    }
}
