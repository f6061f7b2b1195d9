using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Embedded.Blobs;
using Shared;

namespace Functions.Host.Tests;

public sealed class BlobTriggerTests(AzuriteServer azurite) : IClassFixture<AzuriteServer>
{
    // Each test has its own container: the functions read its name from a setting.
    private readonly string container = $"uploads-{Guid.NewGuid():N}";

    private BlobContainerClient Container => new(azurite.ConnectionString, container);

    private Setup Watch<T>(Recorder recorder) => new(typeof(T))
    {
        Storage = azurite.ConnectionString,
        Recorder = recorder,
        Settings = new Dictionary<string, string?> { ["Uploads"] = container },
    };

    [Fact]
    public async Task A_new_blob_runs_the_function_with_its_content_and_the_parts_of_its_name()
    {
        var recorder = new Recorder();
        await Container.CreateAsync();
        await using TestHost host = await TestHost.StartAsync(Watch<LabelFunction>(recorder));
        await Container.UploadBlobAsync("daisy/IMG 1 ü#%.jpg", new BinaryData("pixels"));
        await recorder.WaitForAsync(1);
        Assert.Equal(["daisy|IMG 1 ü#%.jpg|pixels"], recorder.Calls);
    }

    [Fact]
    public async Task A_container_that_is_created_later_is_picked_up()
    {
        var recorder = new Recorder();
        await using TestHost host = await TestHost.StartAsync(Watch<LabelFunction>(recorder));
        await Container.CreateAsync();
        await Container.UploadBlobAsync("rose/a.jpg", new BinaryData("x"));
        await recorder.WaitForAsync(1);
    }

    [Fact]
    public async Task A_restart_does_not_run_a_done_blob_again_but_runs_a_changed_one()
    {
        var recorder = new Recorder();
        Setup setup = Watch<LabelFunction>(recorder);
        await Container.CreateAsync();
        await Container.UploadBlobAsync("daisy/old.jpg", new BinaryData("1"));
        await Container.UploadBlobAsync("daisy/changed.jpg", new BinaryData("1"));
        await using (TestHost first = await TestHost.StartAsync(setup)) await recorder.WaitForAsync(2);

        await Container.GetBlobClient("daisy/changed.jpg").UploadAsync(new BinaryData("2"), overwrite: true);
        await using (TestHost second = await TestHost.StartAsync(setup))
        {
            await recorder.WaitForAsync(3);
            // A blob uploaded now is found by a later scan than the old one would be.
            await Container.UploadBlobAsync("daisy/new.jpg", new BinaryData("3"));
            await recorder.WaitForAsync(4);
        }
        Assert.Equal(["daisy|changed.jpg|2", "daisy|new.jpg|3"], recorder.Calls.Skip(2));
    }

    [Fact]
    public async Task A_function_that_fails_is_tried_five_times_and_then_reported_as_poison()
    {
        var recorder = new Recorder { Then = (_, _) => throw new InvalidOperationException("no") };
        Setup setup = Watch<LabelFunction>(recorder);
        await Container.CreateAsync();
        await Container.UploadBlobAsync("daisy/bad.jpg", new BinaryData("x"));
        await using TestHost host = await TestHost.StartAsync(setup);
        var poison = new QueueClient(azurite.ConnectionString, "webjobs-blobtrigger-poison", new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        JsonElement message = (JsonElement)await Eventually.GetAsync<object>(async () =>
        {
            if (!await poison.ExistsAsync()) return null;
            // The queue is shared by the tests of this class; others' messages do not matter.
            return (await poison.ReceiveMessagesAsync(32)).Value.Select(m => JsonElement.Parse(m.Body))
                .Where(m => m.GetProperty("ContainerName").GetString() == container).Cast<object>().FirstOrDefault();
        }, "a poison message");
        Assert.Equal(5, recorder.Calls.Count);
        Assert.Equal("daisy/bad.jpg", message.GetProperty("BlobName").GetString());
        Assert.Equal($"{setup.HostId}.Functions.Label", message.GetProperty("FunctionId").GetString());
        Assert.True(await Container.GetBlobClient("daisy/bad.jpg").ExistsAsync());
    }

    [Fact]
    public async Task Two_hosts_at_once_run_each_blob_once()
    {
        var recorder = new Recorder { Then = (_, cancellation) => Task.Delay(5, cancellation) };
        Setup setup = Watch<LabelFunction>(recorder);
        await Container.CreateAsync();
        await using TestHost first = await TestHost.StartAsync(setup);
        await using TestHost second = await TestHost.StartAsync(setup);
        await Parallel.ForEachAsync(Enumerable.Range(0, 100), async (i, _) => await Container.UploadBlobAsync($"daisy/{i}.jpg", new BinaryData("x")));
        await recorder.WaitForAsync(100);
        await Eventually.TrueAsync(async () => await CompletedReceiptsAsync(setup.HostId) == 100, "all receipts completed");
        Assert.Equal(100, recorder.Calls.Distinct().Count());
        Assert.Equal(100, recorder.Calls.Count);
    }

    [Fact]
    public async Task A_blob_whose_host_stops_in_the_middle_is_given_back_and_runs_on_the_next_host()
    {
        var recorder = new Recorder { Then = (_, cancellation) => Task.Delay(Timeout.Infinite, cancellation) };
        Setup setup = Watch<LabelFunction>(recorder);
        await Container.CreateAsync();
        await Container.UploadBlobAsync("daisy/long.jpg", new BinaryData("x"));
        await using (TestHost first = await TestHost.StartAsync(setup)) await recorder.WaitForAsync(1);

        recorder.Then = (_, _) => Task.CompletedTask;
        await using TestHost second = await TestHost.StartAsync(setup);
        await recorder.WaitForAsync(2);
    }

    [Fact]
    public async Task A_blob_whose_host_died_is_taken_over_when_its_receipt_is_stale()
    {
        var recorder = new Recorder();
        Setup setup = Watch<LabelFunction>(recorder) with { HoldTime = TimeSpan.FromSeconds(3) };
        await Container.CreateAsync();
        BlobContentInfo uploaded = await Container.UploadBlobAsync("daisy/a.jpg", new BinaryData("x"));
        // A host that claimed the blob and was killed leaves exactly this.
        var receipts = new BlobReceipts(new BlobServiceClient(azurite.ConnectionString), setup.HostId, "Label", container, setup.HoldTime);
        Assert.IsType<ClaimResult.Won>(await receipts.ClaimAsync(new BlobVersion("daisy/a.jpg", ETagText.Of(uploaded.ETag)), CancellationToken.None));
        await using TestHost host = await TestHost.StartAsync(setup);
        await recorder.WaitForAsync(1);
    }

    [Fact]
    public async Task A_blob_that_takes_longer_than_the_hold_time_is_not_taken_over()
    {
        var recorder = new Recorder();
        recorder.Then = async (call, cancellation) =>
        {
            // The other host has scanned past this blob, and run a later one, well after the hold time.
            if (call.Contains("long")) await Task.Delay(TimeSpan.FromSeconds(7), cancellation);
        };
        Setup setup = Watch<LabelFunction>(recorder) with { HoldTime = TimeSpan.FromSeconds(3) };
        await Container.CreateAsync();
        await Container.UploadBlobAsync("daisy/long.jpg", new BinaryData("x"));
        await using TestHost first = await TestHost.StartAsync(setup);
        await recorder.WaitForAsync(1);
        await using TestHost second = await TestHost.StartAsync(setup);
        await Eventually.TrueAsync(async () => await CompletedReceiptsAsync(setup.HostId) == 1, "the receipt completed");
        Assert.Single(recorder.Calls);
    }

    [Fact]
    public async Task A_blob_that_is_deleted_before_its_turn_is_no_failure()
    {
        var recorder = new Recorder();
        recorder.Then = async (call, _) =>
        {
            if (call.Contains("first")) await Container.DeleteBlobAsync("daisy/second.jpg");
        };
        await Container.CreateAsync();
        await Container.UploadBlobAsync("daisy/first.jpg", new BinaryData("x"));
        await Container.UploadBlobAsync("daisy/second.jpg", new BinaryData("x"));
        await using TestHost host = await TestHost.StartAsync(Watch<LabelFunction>(recorder) with
        {
            HostJson = """{ "version": "2.0", "extensions": { "blobs": { "maxDegreeOfParallelism": 1 } } }""",
        });
        await recorder.WaitForAsync(1);
        await Container.UploadBlobAsync("daisy/third.jpg", new BinaryData("x"));
        await recorder.WaitForAsync(2);
        Assert.Equal(["daisy|first.jpg|x", "daisy|third.jpg|x"], recorder.Calls);
        Assert.DoesNotContain(host.Log.Lines, line => line.Level >= Microsoft.Extensions.Logging.LogLevel.Error);
    }

    [Fact]
    public async Task Content_binds_as_stream_bytes_text_binary_data_json_and_clients()
    {
        var recorder = new Recorder();
        await Container.CreateAsync();
        await Container.UploadBlobAsync("item.json", new BinaryData("""{"Name":"n","Count":3}"""));
        await using TestHost host = await TestHost.StartAsync(Watch<BindingFunctions>(recorder));
        await recorder.WaitForAsync(6);
        Assert.Equal(
            ["bytes 22", "client item.json", "data 22", $"json n 3 {container}/item.json", "stream 22", "text 22"], recorder.Calls.Order());
    }

    [Fact]
    public async Task Storage_that_is_down_at_the_start_is_said_once_and_waited_for()
    {
        await using AzuriteServer own = await AzuriteServer.StartAsync();
        var recorder = new Recorder();
        var uploads = new BlobContainerClient(own.ConnectionString, container);
        await uploads.CreateAsync();
        await uploads.UploadBlobAsync("daisy/a.jpg", new BinaryData("x"));
        await own.StopAsync();
        await using TestHost host = await TestHost.StartAsync(Watch<LabelFunction>(recorder) with { Storage = own.ConnectionString });
        await Eventually.TrueAsync(() => Task.FromResult(host.Log.Lines.Any(line => line.Text.Contains("cannot be reached"))), "the warning");
        await own.InitializeAsync();
        await recorder.WaitForAsync(1);
        Assert.Single(host.Log.Lines, line => line.Text.Contains("cannot be reached"));
        Assert.Null(host.Host.StartProblem);
    }

    private async Task<int> CompletedReceiptsAsync(string hostId)
    {
        int count = 0;
        await foreach (BlobItem receipt in new BlobContainerClient(azurite.ConnectionString, "azure-webjobs-hosts")
            .GetBlobsAsync(BlobTraits.Metadata, prefix: $"blobreceipts/{hostId}/"))
        {
            if (receipt.Metadata.Any(pair => pair.Value == "Completed")) count++;
        }
        return count;
    }
}

internal sealed class LabelFunction(Recorder recorder)
{
    [Function("Label")]
    public async Task Run([BlobTrigger("%Uploads%/{label}/{name}")] Stream content, string label, string name, CancellationToken cancellation)
    {
        using var reader = new StreamReader(content);
        await recorder.CallAsync($"{label}|{name}|{await reader.ReadToEndAsync(cancellation)}", cancellation);
    }
}

internal sealed class BindingFunctions(Recorder recorder)
{
    internal sealed record Item(string Name, int Count);

    [Function("AsStream")]
    public Task AsStream([BlobTrigger("%Uploads%/{name}")] Stream content) => recorder.CallAsync($"stream {new StreamReader(content).ReadToEnd().Length}");

    [Function("AsBytes")]
    public Task AsBytes([BlobTrigger("%Uploads%/{name}")] byte[] content) => recorder.CallAsync($"bytes {content.Length}");

    [Function("AsText")]
    public Task AsText([BlobTrigger("%Uploads%/{name}")] string content) => recorder.CallAsync($"text {content.Length}");

    [Function("AsData")]
    public Task AsData([BlobTrigger("%Uploads%/{name}")] BinaryData content) => recorder.CallAsync($"data {content.ToMemory().Length}");

    [Function("AsClient")]
    public Task AsClient([BlobTrigger("%Uploads%/{name}")] BlobClient content, string name)
    {
        Assert.Equal(name, content.Name);
        return recorder.CallAsync($"client {content.Name}");
    }

    [Function("AsJson")]
    public Task AsJson([BlobTrigger("%Uploads%/{name}")] Item content, string blobTrigger) =>
        recorder.CallAsync($"json {content.Name} {content.Count} {blobTrigger}");
}
