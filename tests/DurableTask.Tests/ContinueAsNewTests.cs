using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.Tests;

public class ContinueAsNewTests
{
    [Theory, InlineData(0), InlineData(1000)]
    public async Task ALoopGoesOnWithNewInputUntilItReturns(int maxCached)
    {
        await using EngineHost host = await EngineHost.StartAsync(
            functions => functions
                .Activity("Next", (int n) => n + 1)
                .Orchestrator("Loop", async context =>
                {
                    int n = await context.CallActivityAsync<int>("Next", context.GetInput<int>());
                    if (n < 10) context.ContinueAsNew(n);
                    return n;
                }),
            maxCached);
        OrchestrationMetadata result = await host.RunAsync("Loop", 0);
        Assert.Equal(10, result.ReadOutputAs<int>());
        Assert.Equal(9, result.ReadInputAs<int>());
    }

    [Theory, InlineData(0), InlineData(1000)]
    public async Task EventsThatWereNotTakenGoOverInOrder(int maxCached)
    {
        await using EngineHost host = await EngineHost.StartAsync(
            functions => functions.Orchestrator("Counter", async context =>
            {
                List<int> seen = context.GetInput<List<int>>() ?? [];
                seen.Add(await context.WaitForExternalEvent<int>("n"));
                if (seen.Count < 50) context.ContinueAsNew(seen);
                return seen;
            }),
            maxCached);
        string id = await host.ScheduleAsync("Counter");
        for (int i = 0; i < 50; i++) await host.Client.RaiseEventAsync(id, "n", i);
        Assert.Equal(Enumerable.Range(0, 50), (await host.CompletionAsync(id)).ReadOutputAs<List<int>>()!);
    }

    [Fact]
    public async Task EventsAreDroppedWhereTheyAreNotWanted()
    {
        await using EngineHost host = await EngineHost.StartAsync(functions => functions.Orchestrator("Forget", async context =>
        {
            if (context.GetInput<bool>())
            {
                Task<string> kept = context.WaitForExternalEvent<string>("extra");
                await Task.WhenAny(kept, context.CreateTimer(TimeSpan.FromMilliseconds(1), CancellationToken.None));
                return kept.IsCompleted ? "kept" : "dropped";
            }
            await context.WaitForExternalEvent<int>("go");
            context.ContinueAsNew(true, preserveUnprocessedEvents: false);
            return "";
        }));
        string id = await host.ScheduleAsync("Forget", false);
        await host.Client.RaiseEventAsync(id, "extra", "x");
        await host.Client.RaiseEventAsync(id, "go", 1);
        Assert.Equal("dropped", (await host.CompletionAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task ResultsForAnEarlierRunAreNotTakenForThisOne()
    {
        TaskCompletionSource release = new();
        await using EngineHost host = await EngineHost.StartAsync(functions => functions
            .Activity("Slow", async (int n) =>
            {
                if (n == 0) await release.Task;
                return n;
            })
            .Orchestrator("Impatient", async context =>
            {
                int round = context.GetInput<int>();
                Task<int> slow = context.CallActivityAsync<int>("Slow", round);
                if (round > 0) return await slow;
                await context.WaitForExternalEvent<int>("skip");
                context.ContinueAsNew(1);
                return -1;
            }));
        string id = await host.ScheduleAsync("Impatient", 0);
        await host.Client.RaiseEventAsync(id, "skip", 1);
        await host.UntilAsync(id, instance => instance.SerializedInput == "1");
        release.SetResult();
        Assert.Equal(1, (await host.CompletionAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task AParentGetsTheResultOfTheLastRun()
    {
        await using EngineHost host = await EngineHost.StartAsync(functions => functions
            .Orchestrator("Loop", context =>
            {
                int n = context.GetInput<int>();
                if (n < 3) context.ContinueAsNew(n + 1);
                return Task.FromResult(n);
            })
            .Orchestrator("Parent", context => context.CallSubOrchestratorAsync<int>("Loop", 0)));
        Assert.Equal(3, (await host.RunAsync("Parent")).ReadOutputAs<int>());
    }
}
