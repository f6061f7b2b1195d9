using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Host.Tests.Support;

namespace Host.Tests;

/// <summary>What a functions app may expect of any host's blob and queue triggers.</summary>
public sealed class StorageContractTests(SharedHost shared)
{
    private TestSettings Settings => shared.Settings;

    [Fact]
    public async Task Each_of_many_blobs_runs_the_function_once()
    {
        string[] names = Enumerable.Range(0, 100).Select(i => $"{i:000}.jpg").ToArray();
        await Settings.Uploads.CreateIfNotExistsAsync();
        // In parts: most come while the host looks at what came before.
        foreach (string[] part in names.Chunk(25))
        {
            foreach (string name in part) await Settings.Uploads.UploadBlobAsync($"many/{name}", new BinaryData(name));
            await Settings.WroteAsync($"photo many {part[0]} ", 1, () => shared.Host.Output);
        }
        string[] written = await Settings.WroteAsync("photo many", names.Length, () => shared.Host.Output);
        Assert.Equal(names.Select(name => $"photo many {name} {name}"), written.Order());
    }

    [Fact]
    public async Task A_blob_runs_again_when_it_changes()
    {
        await Settings.Uploads.CreateIfNotExistsAsync();
        await Settings.Uploads.UploadBlobAsync("changes/a ü#%.jpg", new BinaryData("1"));
        await Settings.WroteAsync("photo changes", 1, () => shared.Host.Output);
        await Settings.Uploads.GetBlobClient("changes/a ü#%.jpg").UploadAsync(new BinaryData("2"), overwrite: true);
        string[] written = await Settings.WroteAsync("photo changes", 2, () => shared.Host.Output);
        Assert.Equal(["photo changes a ü#%.jpg 1", "photo changes a ü#%.jpg 2"], written);
    }

    [Fact]
    public async Task A_blob_can_arrive_as_text_from_a_container_made_later()
    {
        await Settings.Texts.CreateIfNotExistsAsync();
        await Settings.Texts.UploadBlobAsync("a.txt", new BinaryData("some words"));
        await Settings.WroteAsync("text a.txt some words", 1, () => shared.Host.Output);
    }

    [Fact]
    public async Task A_blob_that_always_fails_is_reported_as_poison()
    {
        await Settings.Uploads.CreateIfNotExistsAsync();
        await Settings.Uploads.UploadBlobAsync("bad/a.jpg", new BinaryData("x"));
        QueueClient poison = Settings.StorageQueue("webjobs-blobtrigger-poison");
        string message = await MessageAsync(poison, text => text.Contains(Settings.Uploads.Name));
        Assert.Equal("bad/a.jpg", JsonElement.Parse(message).GetProperty("BlobName").GetString());
        Assert.Equal("Host.Functions.TakePhoto", JsonElement.Parse(message).GetProperty("FunctionId").GetString());
        Assert.Equal(3, Settings.Journal.Count(line => line.StartsWith("photo bad", StringComparison.Ordinal)));
        Assert.True(await Settings.Uploads.GetBlobClient("bad/a.jpg").ExistsAsync());
    }

    [Fact]
    public async Task A_blob_leaves_a_receipt_by_host_function_and_version()
    {
        await Settings.Uploads.CreateIfNotExistsAsync();
        BlobContentInfo blob = await Settings.Uploads.UploadBlobAsync("receipt/a.jpg", new BinaryData("x"));
        await Settings.WroteAsync("photo receipt", 1, () => shared.Host.Output);
        string receipt = $"blobreceipts/{Settings.HostId}/Host.Functions.TakePhoto/{blob.ETag}/{Settings.Uploads.Name}/receipt/a.jpg";
        BlobContainerClient receipts = Settings.Container("azure-webjobs-hosts");
        await Wait.UntilAsync(async () => await receipts.GetBlobClient(receipt).ExistsAsync(), () => $"There is no {receipt}.");
    }

    [Fact]
    public async Task A_message_runs_the_function_and_is_gone()
    {
        QueueClient queue = Settings.Queue();
        await queue.CreateIfNotExistsAsync();
        await queue.SendMessageAsync("hello");
        await Settings.WroteAsync("message hello", 1, () => shared.Host.Output);
    }

    [Fact]
    public async Task A_message_that_always_fails_moves_to_the_poison_queue()
    {
        QueueClient queue = Settings.Queue();
        await queue.CreateIfNotExistsAsync();
        await queue.SendMessageAsync("bad one");
        Assert.Equal("bad one", await MessageAsync(Settings.Queue("-poison"), _ => true));
        Assert.Equal(3, Settings.Journal.Count(line => line == "message bad one"));
    }

    [Fact]
    public async Task A_message_can_be_an_object_and_start_an_orchestration()
    {
        QueueClient queue = Settings.Queue("-orders");
        await queue.CreateIfNotExistsAsync();
        string id = Guid.NewGuid().ToString();
        await queue.SendMessageAsync($$"""{ "Id": "{{id}}", "Count": 3 }""");
        await Settings.WroteAsync($"order {id} ", 1, () => shared.Host.Output);
        Assert.Equal("14", await shared.Host.OutputAsync(id));
    }

    private static Task<string> MessageAsync(QueueClient queue, Func<string, bool> wanted) => Wait.ForAsync(async () =>
    {
        if (!await queue.ExistsAsync()) return null;
        // The queue may be shared: others' messages are left.
        PeekedMessage[] messages = (await queue.PeekMessagesAsync(32)).Value;
        return messages.Select(message => message.Body.ToString()).FirstOrDefault(wanted);
    }, () => $"No such message in {queue.Name}.");
}
