using System.Collections.Concurrent;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Embedded;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableTask.Tests;

public class EngineTests
{
    [Fact]
    public async Task ASecondEngineOnTheSameFileIsRefused()
    {
        await using EngineHost host = await EngineHost.StartAsync(_ => { });
        await using DurableTaskEngine second = new(host.Options(), host.Functions, NullLoggerFactory.Instance);
        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(() => second.StartAsync(CancellationToken.None));
        Assert.Contains(host.DatabasePath, refused.Message);
        Assert.Contains("another running host", refused.Message);
        await host.StopAsync();
        await second.StartAsync(CancellationToken.None);
    }

    [Fact]
    public async Task TheClientNeedsARunningEngine()
    {
        await using EngineHost host = await EngineHost.StartAsync(functions => functions.Orchestrator("Done", _ => Task.CompletedTask));
        DurableTaskClient client = host.Client;
        await host.StopAsync();
        Assert.Contains("not running", (await Assert.ThrowsAsync<InvalidOperationException>(
            () => client.ScheduleNewOrchestrationInstanceAsync("Done"))).Message);
    }

    [Fact]
    public async Task AnActivityThatIsCutShortByAStopRunsAgain()
    {
        int attempts = 0;
        TaskCompletionSource started = new();
        await using EngineHost host = await EngineHost.StartAsync(functions => functions
            .RawActivity("Slow", async call =>
            {
                if (Interlocked.Increment(ref attempts) > 1) return "second";
                started.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, call.Cancellation);
                return "first";
            })
            .Orchestrator("Patient", context => context.CallActivityAsync<string>("Slow")));
        string id = await host.ScheduleAsync("Patient");
        await started.Task;
        await host.RestartAsync();
        Assert.Equal("second", (await host.CompletionAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task AStopDoesNotWaitLongerThanItIsTold()
    {
        TaskCompletionSource started = new(), release = new();
        int attempts = 0;
        await using EngineHost host = await EngineHost.StartAsync(functions => functions
            .Activity("Deaf", async (int n) =>
            {
                if (Interlocked.Increment(ref attempts) > 1) return n;
                started.SetResult();
                await release.Task;
                return -1;
            })
            .Orchestrator("Call", context => context.CallActivityAsync<int>("Deaf", 3)));
        string id = await host.ScheduleAsync("Call");
        await started.Task;
        DurableTaskClient client = host.Client;
        Task<OrchestrationMetadata> waiting = client.WaitForInstanceCompletionAsync(id);
        await host.StopAsync(new CancellationToken(canceled: true));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await host.StartAsync();
        release.SetResult();
        Assert.Equal(3, (await host.CompletionAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task NoMoreActivitiesRunAtOnceThanAllowed()
    {
        int running = 0, most = 0;
        await using EngineHost host = new() { MaxActivities = 3 };
        host.Functions
            .Activity("Count", async (int n) =>
            {
                int now = Interlocked.Increment(ref running);
                InterlockedMax(ref most, now);
                await Task.Delay(5);
                Interlocked.Decrement(ref running);
                return n;
            })
            .Orchestrator("Fan", context => Task.WhenAll(Enumerable.Range(0, 30).Select(n => context.CallActivityAsync<int>("Count", n))));
        await host.StartAsync();
        await host.RunAsync("Fan");
        Assert.Equal(3, most);
    }

    [Theory, InlineData(0), InlineData(1000)]
    public async Task AThousandActivitiesFanOutAndIn(int maxCached)
    {
        await using EngineHost host = await EngineHost.StartAsync(
            functions => functions
                .Activity("Echo", (int n) => n)
                .Orchestrator("Fan", async context =>
                    (await Task.WhenAll(Enumerable.Range(0, 1000).Select(n => context.CallActivityAsync<int>("Echo", n)))).Sum()),
            maxCached);
        long start = TimeProvider.System.GetTimestamp();
        Assert.Equal(499_500, (await host.RunAsync("Fan")).ReadOutputAs<int>());
        TimeSpan spent = TimeProvider.System.GetElapsedTime(start);
        Assert.True(spent < TimeSpan.FromSeconds(20), $"1,000 activities took {spent}.");
    }

    [Fact]
    public async Task ManyInstancesShareASmallCache()
    {
        await using EngineHost host = await EngineHost.StartAsync(
            functions => functions
                .Activity("Echo", (int n) => n)
                .Orchestrator("Chain", async context =>
                {
                    int sum = 0;
                    for (int i = 0; i < 10; i++) sum += await context.CallActivityAsync<int>("Echo", i);
                    return sum + await context.WaitForExternalEvent<int>("more");
                }),
            maxCached: 5);
        string[] ids = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => host.ScheduleAsync("Chain")));
        await Task.WhenAll(ids.Select((id, i) => host.Client.RaiseEventAsync(id, "more", i)));
        OrchestrationMetadata[] results = await Task.WhenAll(ids.Select(host.CompletionAsync));
        Assert.Equal(Enumerable.Range(45, 100), results.Select(result => result.ReadOutputAs<int>()));
    }

    [Fact]
    public async Task EachHubSeesItsOwnInstances()
    {
        await using EngineHost host = await EngineHost.StartAsync(functions => functions
            .Orchestrator("Wait", context => context.WaitForExternalEvent<int>("n")));
        await host.ScheduleAsync("Wait", id: "same");
        await host.StopAsync();
        await using DurableTaskEngine other = new(host.Options() with { HubName = "Other" }, host.Functions, NullLoggerFactory.Instance);
        await other.StartAsync(CancellationToken.None);
        Assert.Null(await other.Client.GetInstanceAsync("same"));
        Assert.Equal("same", await other.Client.ScheduleNewOrchestrationInstanceAsync("Wait", new StartOrchestrationOptions("same")));
    }

    [Fact]
    public async Task AFileOfAnotherFormatIsRefused()
    {
        await using EngineHost host = new();
        using (Microsoft.Data.Sqlite.SqliteConnection connection = new($"Data Source={host.DatabasePath};Pooling=false"))
        {
            connection.Open();
            using Microsoft.Data.Sqlite.SqliteCommand command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 99";
            command.ExecuteNonQuery();
        }
        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(host.StartAsync);
        Assert.Contains("format 99", refused.Message);
    }

    [Fact]
    public async Task FireAndForgetWorkRunsThoughTheOrchestrationHasEnded()
    {
        ConcurrentQueue<int> ran = new();
        await using EngineHost host = await EngineHost.StartAsync(functions => functions
            .Activity("Note", (int n) =>
            {
                ran.Enqueue(n);
                return n;
            })
            .Orchestrator("Child", context => context.CallActivityAsync<int>("Note", 2))
            .Orchestrator("Forget", context =>
            {
                _ = context.CallActivityAsync<int>("Note", 1);
                _ = context.CallSubOrchestratorAsync("Child");
                return Task.CompletedTask;
            }));
        await host.RunAsync("Forget");
        await Wait.UntilAsync(() => ran.Count == 2);
        Assert.Equal([1, 2], ran.Order());
    }

    static void InterlockedMax(ref int location, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref location)) < value && Interlocked.CompareExchange(ref location, value, seen) != seen)
        {
        }
    }
}
