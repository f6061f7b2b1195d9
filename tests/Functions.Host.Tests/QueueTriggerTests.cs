using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Shared;

namespace Functions.Host.Tests;

public sealed class QueueTriggerTests(AzuriteServer azurite) : IClassFixture<AzuriteServer>
{
    private readonly string name = $"jobs-{Guid.NewGuid():N}";

    private QueueClient Queue(string suffix = "") =>
        new(azurite.ConnectionString, name + suffix, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });

    private Setup Watch<T>(Recorder recorder) => new(typeof(T))
    {
        Storage = azurite.ConnectionString,
        Recorder = recorder,
        Settings = new Dictionary<string, string?> { ["Jobs"] = name },
        HostJson = """{ "version": "2.0", "extensions": { "queues": { "maxPollingInterval": "00:00:00.200", "batchSize": 4 } } }""",
    };

    [Fact]
    public async Task A_message_runs_the_function_and_is_deleted()
    {
        var recorder = new Recorder();
        await Queue().CreateAsync();
        await using TestHost host = await TestHost.StartAsync(Watch<TextFunction>(recorder));
        await Queue().SendMessageAsync("hello ü");
        await recorder.WaitForAsync(1);
        Assert.Equal(["hello ü 1"], recorder.Calls);
        await EmptyAsync(Queue());
    }

    [Fact]
    public async Task A_queue_that_is_created_later_is_picked_up()
    {
        var recorder = new Recorder();
        await using TestHost host = await TestHost.StartAsync(Watch<TextFunction>(recorder));
        Assert.False(await Queue().ExistsAsync());
        await Queue().CreateAsync();
        await Queue().SendMessageAsync("x");
        await recorder.WaitForAsync(1);
    }

    [Fact]
    public async Task A_message_that_fails_five_times_is_moved_to_the_poison_queue()
    {
        var recorder = new Recorder { Then = (_, _) => throw new InvalidOperationException("no") };
        await Queue().CreateAsync();
        await Queue().SendMessageAsync("bad");
        await using TestHost host = await TestHost.StartAsync(Watch<TextFunction>(recorder));
        await recorder.WaitForAsync(5);
        QueueMessage poison = await Eventually.GetAsync(async () =>
            await Queue("-poison").ExistsAsync() ? (await Queue("-poison").ReceiveMessageAsync()).Value : null, "a poison message");
        Assert.Equal("bad", poison.Body.ToString());
        Assert.Equal(["bad 1", "bad 2", "bad 3", "bad 4", "bad 5"], recorder.Calls);
        await EmptyAsync(Queue());
    }

    [Fact]
    public async Task A_message_that_is_not_base64_goes_to_the_poison_queue_as_it_is()
    {
        var recorder = new Recorder();
        await Queue().CreateAsync();
        await new QueueClient(azurite.ConnectionString, name).SendMessageAsync("not base64!");
        await using TestHost host = await TestHost.StartAsync(Watch<TextFunction>(recorder));
        var poison = new QueueClient(azurite.ConnectionString, $"{name}-poison");
        QueueMessage message = await Eventually.GetAsync(async () =>
            await poison.ExistsAsync() ? (await poison.ReceiveMessageAsync()).Value : null, "a poison message");
        Assert.Equal("not base64!", message.Body.ToString());
        Assert.Empty(recorder.Calls);
        Assert.Contains(host.Log.Lines, line => line.Level == LogLevel.Error && line.Text.Contains("messageEncoding"));
    }

    [Fact]
    public async Task Plain_text_messages_are_read_when_host_json_says_so()
    {
        var recorder = new Recorder();
        await Queue().CreateAsync();
        await new QueueClient(azurite.ConnectionString, name).SendMessageAsync("plain");
        await using TestHost host = await TestHost.StartAsync(Watch<TextFunction>(recorder) with
        {
            HostJson = """{ "version": "2.0", "extensions": { "queues": { "messageEncoding": "none" } } }""",
        });
        await recorder.WaitForAsync(1);
        Assert.Equal(["plain 1"], recorder.Calls);
    }

    [Fact]
    public async Task A_message_stays_hidden_while_its_function_runs_longer_than_the_hold_time()
    {
        var recorder = new Recorder { Then = (_, cancellation) => Task.Delay(TimeSpan.FromSeconds(6), cancellation) };
        Setup setup = Watch<TextFunction>(recorder) with { HoldTime = TimeSpan.FromSeconds(2) };
        await Queue().CreateAsync();
        await Queue().SendMessageAsync("long");
        await using TestHost first = await TestHost.StartAsync(setup);
        await using TestHost second = await TestHost.StartAsync(setup);
        await recorder.WaitForAsync(1);
        await EmptyAsync(Queue());
        Assert.Single(recorder.Calls);
    }

    [Fact]
    public async Task A_message_whose_host_stops_in_the_middle_is_given_back_at_once()
    {
        var recorder = new Recorder { Then = (_, cancellation) => Task.Delay(Timeout.Infinite, cancellation) };
        Setup setup = Watch<TextFunction>(recorder);
        await Queue().CreateAsync();
        await Queue().SendMessageAsync("x");
        await using (TestHost first = await TestHost.StartAsync(setup)) await recorder.WaitForAsync(1);
        QueueMessage again = await Queue().ReceiveMessageAsync();
        Assert.Equal("x", again?.Body.ToString());
    }

    [Fact]
    public async Task Messages_bind_as_message_data_and_json()
    {
        var recorder = new Recorder();
        await Queue().CreateAsync();
        await using (TestHost host = await TestHost.StartAsync(Watch<MessageFunction>(recorder)))
        {
            await Queue().SendMessageAsync("""{"name":"a"}""");
            await recorder.WaitForAsync(1);
        }
        await using (TestHost host = await TestHost.StartAsync(Watch<JsonFunction>(recorder)))
        {
            await Queue().SendMessageAsync("""{"name":"b","count":2}""");
            await recorder.WaitForAsync(2);
        }
        await using (TestHost host = await TestHost.StartAsync(Watch<DataFunction>(recorder)))
        {
            await Queue().SendMessageAsync("four");
            await recorder.WaitForAsync(3);
        }
        Assert.Equal(["""message {"name":"a"}""", "json b 2", "data 4"], recorder.Calls);
    }

    [Fact]
    public async Task No_more_messages_run_at_once_than_batch_and_threshold_allow()
    {
        int running = 0, most = 0;
        var recorder = new Recorder();
        recorder.Then = async (_, cancellation) =>
        {
            int now = Interlocked.Increment(ref running);
            lock (recorder) most = Math.Max(most, now);
            await Task.Delay(50, cancellation);
            Interlocked.Decrement(ref running);
        };
        await Queue().CreateAsync();
        for (int i = 0; i < 20; i++) await Queue().SendMessageAsync($"{i}");
        await using TestHost host = await TestHost.StartAsync(Watch<TextFunction>(recorder) with
        {
            HostJson = """{ "version": "2.0", "extensions": { "queues": { "batchSize": 3, "newBatchThreshold": 2 } } }""",
        });
        await recorder.WaitForAsync(20);
        Assert.InRange(most, 2, 5);
    }

    private static Task EmptyAsync(QueueClient queue) => Eventually.TrueAsync(
        async () => (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount == 0, "an empty queue");
}

internal sealed class TextFunction(Recorder recorder)
{
    [Function("Text")]
    public Task Run([QueueTrigger("%Jobs%")] string text, long dequeueCount, CancellationToken cancellation) =>
        recorder.CallAsync($"{text} {dequeueCount}", cancellation);
}

internal sealed class MessageFunction(Recorder recorder)
{
    [Function("Message")]
    public Task Run([QueueTrigger("%Jobs%")] QueueMessage message) => recorder.CallAsync($"message {message.Body}");
}

internal sealed class JsonFunction(Recorder recorder)
{
    internal sealed record Job(string Name, int Count);

    [Function("Json")]
    public Task Run([QueueTrigger("%Jobs%")] Job job) => recorder.CallAsync($"json {job.Name} {job.Count}");
}

internal sealed class DataFunction(Recorder recorder)
{
    [Function("Data")]
    public Task Run([QueueTrigger("%Jobs%")] BinaryData data) => recorder.CallAsync($"data {data.ToMemory().Length}");
}
