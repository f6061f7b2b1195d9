using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.Tests;

public class ExternalEventTests
{
    [Theory, InlineData(0), InlineData(1000)]
    public async Task EventsThatComeBeforeTheWaitAreKeptInOrder(int maxCached)
    {
        await using EngineHost host = await EngineHost.StartAsync(
            functions => functions.Orchestrator("Collect", async context =>
            {
                await context.WaitForExternalEvent<string>("open");
                string first = await context.WaitForExternalEvent<string>("item");
                string second = await context.WaitForExternalEvent<string>("ITEM");
                return first + second;
            }),
            maxCached);
        string id = await host.ScheduleAsync("Collect");
        await host.Client.RaiseEventAsync(id, "item", "a");
        await host.Client.RaiseEventAsync(id, "Item", "b");
        await host.Client.RaiseEventAsync(id, "open", "!");
        Assert.Equal("ab", (await host.CompletionAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task AnEventGoesToTheLatestWait()
    {
        await using EngineHost host = await EngineHost.StartAsync(functions => functions.Orchestrator("Waits", async context =>
        {
            Task<int> older = context.WaitForExternalEvent<int>("n");
            Task<int> newer = context.WaitForExternalEvent<int>("n");
            Task<int> winner = await Task.WhenAny(older, newer);
            return winner == newer;
        }));
        string id = await host.ScheduleAsync("Waits");
        await host.Client.RaiseEventAsync(id, "n", 1);
        Assert.True((await host.CompletionAsync(id)).ReadOutputAs<bool>());
    }

    [Theory, InlineData(0), InlineData(1000)]
    public async Task AWaitWithTimeoutIsCanceledAndALaterEventIsNotLost(int maxCached)
    {
        ManualTime time = new();
        await using EngineHost host = await EngineHost.StartAsync(
            functions => functions.Orchestrator("Patience", async context =>
            {
                string seen;
                try
                {
                    seen = await context.WaitForExternalEvent<string>("word", TimeSpan.FromMinutes(5));
                }
                catch (OperationCanceledException)
                {
                    context.SetCustomStatus("timed out");
                    seen = await context.WaitForExternalEvent<string>("word");
                }
                return seen;
            }),
            maxCached,
            time);
        string id = await host.ScheduleAsync("Patience");
        await host.UntilAsync(id, instance => instance.IsRunning);
        time.Advance(TimeSpan.FromMinutes(5));
        await host.UntilAsync(id, instance => instance.ReadCustomStatusAs<string>() == "timed out");
        await host.Client.RaiseEventAsync(id, "word", "late");
        Assert.Equal("late", (await host.CompletionAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task AnEventInTimeEndsTheWaitAndItsTimer()
    {
        await using EngineHost host = await EngineHost.StartAsync(functions => functions.Orchestrator(
            "Quick", context => context.WaitForExternalEvent<int>("n", TimeSpan.FromDays(100))));
        string id = await host.ScheduleAsync("Quick");
        await host.Client.RaiseEventAsync(id, "n", 42);
        Assert.Equal(42, (await host.CompletionAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task AnOrchestrationSendsEventsToAnother()
    {
        await using EngineHost host = await EngineHost.StartAsync(functions => functions
            .Orchestrator("Receiver", context => context.WaitForExternalEvent<string>("note"))
            .Orchestrator("Sender", async context =>
            {
                context.SendEvent("receiver", "note", "hi");
                context.SendEvent("nobody", "note", "lost");
                await context.CreateTimer(TimeSpan.FromMilliseconds(1), CancellationToken.None);
            }));
        await host.ScheduleAsync("Receiver", id: "receiver");
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await host.RunAsync("Sender")).RuntimeStatus);
        Assert.Equal("hi", (await host.CompletionAsync("receiver")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task AnEventOfTheWrongShapeFailsTheWaitOnly()
    {
        await using EngineHost host = await EngineHost.StartAsync(functions => functions.Orchestrator("Picky", async context =>
        {
            try
            {
                return (await context.WaitForExternalEvent<int>("n")).ToString();
            }
            catch (System.Text.Json.JsonException)
            {
                return "not a number";
            }
        }));
        string id = await host.ScheduleAsync("Picky");
        await host.Client.RaiseEventAsync(id, "n", "text");
        Assert.Equal("not a number", (await host.CompletionAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task EventsForUnknownOrEndedInstancesAreDropped()
    {
        await using EngineHost host = await EngineHost.StartAsync(functions => functions.Orchestrator("Nothing", _ => Task.CompletedTask));
        OrchestrationMetadata ended = await host.RunAsync("Nothing");
        await host.Client.RaiseEventAsync(ended.InstanceId, "n", 1);
        await host.Client.RaiseEventAsync("unknown", "n", 1);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await host.GetAsync(ended.InstanceId)).RuntimeStatus);
        Assert.Null(await host.Client.GetInstanceAsync("unknown"));
    }

    [Fact]
    public async Task TwoTypesForOneEventNameAreRefused()
    {
        await using EngineHost host = await EngineHost.StartAsync(functions => functions.Orchestrator("Mixed", async context =>
        {
            Task<int> number = context.WaitForExternalEvent<int>("n");
            await Task.WhenAll(number, context.WaitForExternalEvent<string>("n"));
        }));
        OrchestrationMetadata result = await host.RunAsync("Mixed");
        Assert.Equal(typeof(ArgumentException).FullName, result.FailureDetails!.ErrorType);
        Assert.Contains("'n'", result.FailureDetails.ErrorMessage);
    }
}
