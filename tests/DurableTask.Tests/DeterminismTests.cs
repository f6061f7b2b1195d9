using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Embedded.Replay;

namespace DurableTask.Tests;

public class DeterminismTests
{
    static async Task<string> ChangedAsync(Func<TaskOrchestrationContext, Task> before, Func<TaskOrchestrationContext, Task> after)
    {
        await using EngineHost host = await EngineHost.StartAsync(functions => functions
            .Activity("First", (int n) => n)
            .Activity("Second", (int n) => n)
            .Orchestrator("Child", _ => Task.CompletedTask)
            .Orchestrator("Changing", before));
        string id = await host.ScheduleAsync("Changing");
        await host.UntilAsync(id, instance => instance.ReadCustomStatusAs<string>() == "ready");
        await host.StopAsync();
        host.Functions.Orchestrator("Changing", after);
        await host.StartAsync();
        await host.Client.RaiseEventAsync(id, "go", 1);
        OrchestrationMetadata result = await host.CompletionAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, result.RuntimeStatus);
        Assert.Equal("DurableTask.Core.Exceptions.NonDeterministicOrchestrationException", result.FailureDetails!.ErrorType);
        return result.FailureDetails.ErrorMessage;
    }

    static async Task WaitForGoAsync(TaskOrchestrationContext context)
    {
        context.SetCustomStatus("ready");
        await context.WaitForExternalEvent<int>("go");
    }

    [Fact]
    public async Task AnotherActivityIsNamedWithItsStep()
    {
        string message = await ChangedAsync(
            async context =>
            {
                await context.CallActivityAsync<int>("First", 1);
                await context.CallActivityAsync<int>("First", 2);
                await WaitForGoAsync(context);
            },
            async context =>
            {
                await context.CallActivityAsync<int>("First", 1);
                await context.CallActivityAsync<int>("Second", 2);
                await WaitForGoAsync(context);
            });
        Assert.StartsWith(
            "Non-Deterministic workflow detected: step #1 differs. History has: call of activity 'First' (#1). "
            + "The code now does: call of activity 'Second' (#1).", message);
    }

    [Fact]
    public async Task AStepOfAnotherKindIsNamed()
    {
        string message = await ChangedAsync(
            async context =>
            {
                await context.CallSubOrchestratorAsync("Child");
                await WaitForGoAsync(context);
            },
            async context =>
            {
                await context.CreateTimer(TimeSpan.FromMilliseconds(1), CancellationToken.None);
                await WaitForGoAsync(context);
            });
        Assert.Contains("History has: call of sub-orchestrator 'Child' (#0). The code now does: timer (#0).", message);
    }

    [Fact]
    public async Task AStepThatTheCodeNoLongerDoesIsNamed()
    {
        string message = await ChangedAsync(
            async context =>
            {
                await context.CallActivityAsync<int>("First", 1);
                await WaitForGoAsync(context);
            },
            WaitForGoAsync);
        Assert.Contains("History has: call of activity 'First' (#0). The code now does: nothing more at this point.", message);
    }

    [Fact]
    public async Task AStepThatHistoryLacksIsNamed()
    {
        string message = await ChangedAsync(
            WaitForGoAsync,
            async context =>
            {
                await context.CallActivityAsync<int>("First", 1);
                await WaitForGoAsync(context);
            });
        Assert.Contains("History has: nothing more at this point. The code now does: call of activity 'First' (#0).", message);
    }

    [Fact]
    public async Task CodeThatEndsEarlierIsNamed()
    {
        string message = await ChangedAsync(
            async context =>
            {
                await context.CallActivityAsync<int>("First", 1);
                await WaitForGoAsync(context);
            },
            _ => Task.CompletedTask);
        Assert.Contains("History has: call of activity 'First' (#0). The code now does: had already ended.", message);
    }

    [Fact]
    public async Task AddedCodeAfterThePointReachedIsFine()
    {
        await using EngineHost host = await EngineHost.StartAsync(functions => functions
            .Activity("First", (int n) => n)
            .Orchestrator("Growing", WaitForGoAsync));
        string id = await host.ScheduleAsync("Growing");
        await host.UntilAsync(id, instance => instance.ReadCustomStatusAs<string>() == "ready");
        await host.StopAsync();
        host.Functions.Orchestrator("Growing", async context =>
        {
            await WaitForGoAsync(context);
            return await context.CallActivityAsync<int>("First", 8);
        });
        await host.StartAsync();
        await host.Client.RaiseEventAsync(id, "go", 1);
        Assert.Equal(8, (await host.CompletionAsync(id)).ReadOutputAs<int>());
    }

    public static TheoryData<string> ForeignAwaits => [.. Foreign.Keys];

    static readonly Dictionary<string, Func<TaskOrchestrationContext, Task>> Foreign = new()
    {
        ["Task.Delay"] = async context => await Task.Delay(20),
        ["Task.Delay before a call"] = async context =>
        {
            await Task.Delay(20);
            await context.CallActivityAsync<int>("Echo", 1);
        },
        ["Task.Run beside a timer"] = async context =>
        {
            Task timer = context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
            await Task.WhenAny(timer, Task.Run(() => Thread.Sleep(20)));
            await context.CallActivityAsync<int>("Echo", 1);
        },
        ["ConfigureAwait(false)"] = async context =>
        {
            await context.CallActivityAsync<int>("Echo", 1).ConfigureAwait(false);
            await context.CallActivityAsync<int>("Echo", 2);
        },
        ["the context on another thread"] = async context =>
        {
            Task timer = context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
            await Task.WhenAny(timer, Task.Run(() => context.CallActivityAsync<int>("Echo", 1)));
        },
        ["a token with a clock of its own"] = async context =>
        {
            using CancellationTokenSource soon = new(TimeSpan.FromMilliseconds(20));
            await context.CreateTimer(TimeSpan.FromHours(1), soon.Token);
        },
        ["a task that never ends"] = context => new TaskCompletionSource().Task,
    };

    [Theory, MemberData(nameof(ForeignAwaits))]
    public async Task AwaitingWhatIsNotDurableFailsTheInstance(string name)
    {
        await using EngineHost host = await EngineHost.StartAsync(functions => functions
            .Activity("Echo", (int n) => n)
            .Orchestrator("Foreign", Foreign[name]));
        OrchestrationMetadata result = await host.RunAsync("Foreign");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, result.RuntimeStatus);
        Assert.StartsWith("An invalid asynchronous invocation was detected", result.FailureDetails!.ErrorMessage);
    }

    [Theory, InlineData(0), InlineData(1000)]
    public async Task OrdinaryTaskCombinatorsAndContinuationsWork(int maxCached)
    {
        await using EngineHost host = await EngineHost.StartAsync(
            functions => functions
                .Activity("Echo", (int n) => n)
                .Orchestrator("Combine", async context =>
                {
                    int[] all = await Task.WhenAll(Enumerable.Range(0, 10).Select(n => context.CallActivityAsync<int>("Echo", n)));
                    int next = await context.CallActivityAsync<int>("Echo", 5)
                        .ContinueWith(task => task.Result + 1, TaskContinuationOptions.ExecuteSynchronously);
                    await Task.Yield();
                    await foreach (int n in Stream()) next += n;
                    return all.Sum() + next;

                    async IAsyncEnumerable<int> Stream()
                    {
                        for (int n = 0; n < 3; n++) yield return await context.CallActivityAsync<int>("Echo", n);
                    }
                }),
            maxCached);
        OrchestrationMetadata result = await host.RunAsync("Combine");
        Assert.Null(result.FailureDetails);
        Assert.Equal(45 + 6 + 3, result.ReadOutputAs<int>());
    }

    [Theory, InlineData(0), InlineData(1000)]
    public async Task IdsAndTimeAreTheSameAtEveryReplay(int maxCached)
    {
        await using EngineHost host = await EngineHost.StartAsync(
            functions => functions
                .Activity("Echo", (string text) => text)
                .Orchestrator("Stable", async context =>
                {
                    string mark = $"{context.NewGuid()} {context.NewGuid()} {context.CurrentUtcDateTime:o}";
                    string echoed = await context.CallActivityAsync<string>("Echo", mark);
                    await context.CallActivityAsync<string>("Echo", "more");
                    return mark == echoed && context.NewGuid() != context.NewGuid();
                }),
            maxCached);
        Assert.True((await host.RunAsync("Stable")).ReadOutputAs<bool>());
    }

    [Fact]
    public void IdsAreVersionFiveAndThoseOfDurableFunctions()
    {
        Guid id = DeterministicGuid.Create("instance", new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), 0);
        Assert.Equal(5, id.Version);
        Assert.Equal(id, DeterministicGuid.Create("instance", new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), 0));
        Assert.NotEqual(id, DeterministicGuid.Create("instance", new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), 1));
    }
}
