using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.Tests;

public class FailureTests
{
    [Fact]
    public async Task AnUncaughtActivityFailureFailsTheOrchestrationWithTheWholeChain()
    {
        await using EngineHost host = await EngineHost.StartAsync(functions => functions
            .Activity("Break", int (int _) => throw new InvalidOperationException("outer", new FormatException("inner")))
            .Orchestrator("Fragile", context => context.CallActivityAsync<int>("Break", 1)));
        OrchestrationMetadata result = await host.RunAsync("Fragile");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, result.RuntimeStatus);
        TaskFailureDetails failure = result.FailureDetails!;
        Assert.True(failure.IsCausedBy<TaskFailedException>());
        Assert.Equal("Task 'Break' (#0) failed with an unhandled exception: outer", failure.ErrorMessage);
        Assert.True(failure.InnerFailure!.IsCausedBy<InvalidOperationException>());
        Assert.Contains(nameof(FailureTests), failure.InnerFailure.StackTrace);
        Assert.Equal("inner", failure.InnerFailure.InnerFailure!.ErrorMessage);
    }

    [Theory, InlineData(0), InlineData(1000)]
    public async Task AnOrchestratorCanCatchAFailure(int maxCached)
    {
        await using EngineHost host = await EngineHost.StartAsync(
            functions => functions
                .Activity("Break", int (int _) => throw new TestException("no"))
                .Activity("Echo", (int n) => n)
                .Orchestrator("Careful", async context =>
                {
                    try
                    {
                        return await context.CallActivityAsync<int>("Break", 1);
                    }
                    catch (TaskFailedException e) when (e.FailureDetails.IsCausedBy<TestException>() && e.TaskName == "Break")
                    {
                        return await context.CallActivityAsync<int>("Echo", 9);
                    }
                }),
            maxCached);
        Assert.Equal(9, (await host.RunAsync("Careful")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task TheFailureOfASubOrchestrationReachesItsParent()
    {
        await using EngineHost host = await EngineHost.StartAsync(functions => functions
            .Orchestrator("Child", async context =>
            {
                await context.CreateTimer(TimeSpan.FromMilliseconds(1), CancellationToken.None);
                throw new TestException("child broke");
            })
            .Orchestrator("Parent", context => context.CallSubOrchestratorAsync("Child")));
        TaskFailureDetails failure = (await host.RunAsync("Parent")).FailureDetails!;
        Assert.Equal("Task 'Child' (#0) failed with an unhandled exception: child broke", failure.ErrorMessage);
        Assert.True(failure.InnerFailure!.IsCausedBy<TestException>());
    }

    [Fact]
    public async Task AFailureClimbsThroughManyLevels()
    {
        await using EngineHost host = await EngineHost.StartAsync(functions => functions.Orchestrator("Down", async context =>
        {
            int level = context.GetInput<int>();
            if (level == 0) throw new TestException("bottom");
            await context.CallSubOrchestratorAsync("Down", level - 1);
        }));
        TaskFailureDetails? failure = (await host.RunAsync("Down", 80)).FailureDetails;
        while (failure!.InnerFailure is not null) failure = failure.InnerFailure;
        Assert.Equal("bottom", failure.ErrorMessage);
    }

    [Fact]
    public async Task AnUnknownActivityFailsTheCallOnceAndNamesTheFunction()
    {
        ManualTime time = new();
        await using EngineHost host = await EngineHost.StartAsync(
            functions => functions.Orchestrator("Typo", context => context.CallActivityAsync<int>(
                "Nowhere", 1, TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromHours(1))))),
            time: time);
        OrchestrationMetadata result = await host.RunAsync("Typo");
        Assert.Contains("The function 'Nowhere' doesn't exist", result.FailureDetails!.ErrorMessage);
    }

    [Fact]
    public async Task AnUnknownOrchestratorIsRefusedByTheClientAndFailsASubOrchestration()
    {
        await using EngineHost host = await EngineHost.StartAsync(functions => functions
            .Orchestrator("Parent", context => context.CallSubOrchestratorAsync("Nowhere")));
        ArgumentException refused = await Assert.ThrowsAsync<ArgumentException>(() => host.ScheduleAsync("Nowhere"));
        Assert.Contains("The function 'Nowhere' doesn't exist", refused.Message);
        Assert.Contains("The function 'Nowhere' doesn't exist", (await host.RunAsync("Parent")).FailureDetails!.ErrorMessage);
    }

    [Fact]
    public async Task AnOrchestratorThatIsGoneAfterARestartFailsItsInstances()
    {
        await using EngineHost host = await EngineHost.StartAsync(functions => functions
            .Orchestrator("Old", context => context.WaitForExternalEvent<int>("n")));
        string id = await host.ScheduleAsync("Old");
        await host.UntilAsync(id, instance => instance.IsRunning);
        host.Functions.RemoveOrchestrator("Old");
        await host.RestartAsync();
        await host.Client.RaiseEventAsync(id, "n", 1);
        Assert.Contains("The function 'Old' doesn't exist", (await host.CompletionAsync(id)).FailureDetails!.ErrorMessage);
    }

    [Fact]
    public async Task AResultThatCannotBeStoredFailsTheOrchestration()
    {
        await using EngineHost host = await EngineHost.StartAsync(functions => functions
            .Orchestrator("Odd", _ => Task.FromResult<object>(typeof(string))));
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await host.RunAsync("Odd")).RuntimeStatus);
    }

    [Fact]
    public async Task OptionsPassedAsInputAreRefused()
    {
        await using EngineHost host = await EngineHost.StartAsync(functions => functions
            .Activity("Echo", (int n) => n)
            .Orchestrator("Slip", context => context.CallActivityAsync<int>("Echo", (object)new TaskOptions())));
        Assert.Contains("TaskOptions as its input", (await host.RunAsync("Slip")).FailureDetails!.ErrorMessage);
    }
}

public sealed class TestException(string message) : Exception(message);
