using System.Text.Json;
using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Host.Tests.App;

public sealed class StorageFunctions(Journal journal)
{
    public sealed record Order(string Id, int Count);

    [Function("TakePhoto")]
    public async Task TakePhoto(
        [BlobTrigger("%Uploads%/{label}/{name}", Connection = "AzureWebJobsStorage")] BlobClient photo, string label, string name,
        CancellationToken cancellation)
    {
        var content = await photo.DownloadContentAsync(cancellation);
        journal.Add($"photo {label} {name} {content.Value.Content}");
        if (label == "bad") throw new InvalidOperationException("This photo is bad.");
    }

    [Function("TakeText")]
    public void TakeText([BlobTrigger("%Uploads%-texts/{name}", Connection = "AzureWebJobsStorage")] string text, string name) =>
        journal.Add($"text {name} {text}");

    [Function("TakeMessage")]
    public void TakeMessage([QueueTrigger("%Queue%", Connection = "AzureWebJobsStorage")] string message)
    {
        journal.Add($"message {message}");
        if (message.StartsWith("bad", StringComparison.Ordinal)) throw new InvalidOperationException("This message is bad.");
    }

    /// <summary>A message as an object, and a client of orchestrations beside it.</summary>
    [Function("TakeOrder")]
    public async Task TakeOrder(
        [QueueTrigger("%Queue%-orders", Connection = "AzureWebJobsStorage")] Order order, [DurableClient] DurableTaskClient client,
        FunctionContext context)
    {
        string dequeued = JsonSerializer.Serialize(context.BindingContext.BindingData["DequeueCount"]);
        await client.ScheduleNewOrchestrationInstanceAsync(
            "Sum", Enumerable.Range(1, order.Count)
                .ToArray(), new StartOrchestrationOptions { InstanceId = order.Id }, context.CancellationToken);
        journal.Add($"order {order.Id} {dequeued}");
    }
}
