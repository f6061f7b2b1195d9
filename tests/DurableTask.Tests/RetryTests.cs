using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Embedded.Replay;

namespace DurableTask.Tests;

public class RetryTests
{
    [Theory, InlineData(0), InlineData(1000)]
    public async Task APolicyTriesAgainWithGrowingDelays(int maxCached)
    {
        ManualTime time = new();
        List<DateTimeOffset> attempts = [];
        await using EngineHost host = await EngineHost.StartAsync(
            functions => functions
                .Activity("Flaky", (int n) =>
                {
                    lock (attempts) attempts.Add(time.GetUtcNow());
                    return attempts.Count < 3 ? throw new TestException("not yet") : n;
                })
                .Orchestrator("Stubborn", context => context.CallActivityAsync<int>(
                    "Flaky", 7, TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromMinutes(1), 3)))),
            maxCached,
            time);
        string id = await host.ScheduleAsync("Stubborn");
        Task<OrchestrationMetadata> completion = host.CompletionAsync(id);
        await Wait.UntilAsync(() =>
        {
            if (!completion.IsCompleted) time.Advance(TimeSpan.FromSeconds(30));
            return completion.IsCompleted;
        });
        Assert.Equal(7, (await completion).ReadOutputAs<int>());
        Assert.Equal(3, attempts.Count);
        Assert.True(attempts[1] - attempts[0] >= TimeSpan.FromMinutes(1));
        Assert.True(attempts[2] - attempts[1] >= TimeSpan.FromMinutes(3));
    }

    [Fact]
    public async Task AfterTheLastAttemptTheFailureReachesTheOrchestrator()
    {
        int attempts = 0;
        await using EngineHost host = await EngineHost.StartAsync(functions => functions
            .Activity("Break", int (int _) => throw new TestException($"attempt {Interlocked.Increment(ref attempts)}"))
            .Orchestrator("Stubborn", context => context.CallActivityAsync<int>(
                "Break", 1, TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromMilliseconds(1))))));
        Assert.Contains("attempt 3", (await host.RunAsync("Stubborn")).FailureDetails!.ErrorMessage);
        Assert.Equal(3, attempts);
    }

    [Fact]
    public async Task APolicyCanGiveUpOnSomeFailures()
    {
        int attempts = 0;
        await using EngineHost host = await EngineHost.StartAsync(functions => functions
            .Activity("Break", int (int _) => throw new TestException($"attempt {Interlocked.Increment(ref attempts)}"))
            .Orchestrator("Choosy", context => context.CallActivityAsync<int>("Break", 1, TaskOptions.FromRetryPolicy(
                new RetryPolicy(9, TimeSpan.FromMilliseconds(1)) { HandleFailure = failure => !failure.IsCausedBy<TestException>() }))));
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await host.RunAsync("Choosy")).RuntimeStatus);
        Assert.Equal(1, attempts);
    }

    [Theory, InlineData(0), InlineData(1000)]
    public async Task AHandlerDecidesAndMayWait(int maxCached)
    {
        int attempts = 0;
        await using EngineHost host = await EngineHost.StartAsync(
            functions => functions
                .Orchestrator("Child", _ => Interlocked.Increment(ref attempts) < 3 ? throw new TestException("no") : Task.FromResult("yes"))
                .Orchestrator("Parent", context => context.CallSubOrchestratorAsync<string>("Child", options: TaskOptions.FromRetryHandler(
                    async retry =>
                    {
                        await retry.OrchestrationContext.CreateTimer(TimeSpan.FromMilliseconds(1), CancellationToken.None);
                        return retry.LastFailure.ErrorMessage == "no" && retry.LastAttemptNumber < 5;
                    }))),
            maxCached);
        Assert.Equal("yes", (await host.RunAsync("Parent")).ReadOutputAs<string>());
        Assert.Equal(3, attempts);
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 20)]
    [InlineData(3, 40)]
    [InlineData(4, 60)]
    [InlineData(500, 60)]
    public void DelaysGrowUpToTheLongest(int attempts, int seconds)
    {
        RetryPolicy policy = new(1000, TimeSpan.FromSeconds(10), 2, TimeSpan.FromSeconds(60));
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryLoop.Delay(policy, attempts));
    }

    [Fact]
    public void APolicyRefusesValuesThatMakeNoSense()
    {
        TimeSpan second = TimeSpan.FromSeconds(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy(0, second));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy(1, TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy(1, second, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy(1, second, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy(1, second, 1, second / 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy(1, second, 1, null, second / 2));
    }
}
