using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace Microsoft.Azure.Functions.Worker.Embedded.Queues;

/// <summary>Sends to a queue that is created when it is first needed.</summary>
internal static class PoisonQueue
{
    /// <summary>The poison queue of a queue.</summary>
    public static string NameOf(string queue) => $"{queue}-poison";

    public static async Task SendAsync(QueueClient queue, string body, CancellationToken cancellation)
    {
        // Poison waits for a person, so it does not expire.
        TimeSpan forever = TimeSpan.FromSeconds(-1);
        try
        {
            await queue.SendMessageAsync(body, timeToLive: forever, cancellationToken: cancellation);
        }
        catch (RequestFailedException e) when (e.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            await queue.CreateIfNotExistsAsync(cancellationToken: cancellation);
            await queue.SendMessageAsync(body, timeToLive: forever, cancellationToken: cancellation);
        }
    }
}
