using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.Tests;

public class LifecycleTests
{
    static void Waiting(TestFunctions functions) => functions
        .Orchestrator("Wait", async context =>
        {
            context.SetCustomStatus(new { phase = "waiting" });
            int n = await context.WaitForExternalEvent<int>("n");
            context.SetCustomStatus(new { phase = "done" });
            return n;
        })
        .Orchestrator("Parent", context => context.CallSubOrchestratorAsync<int>("Wait", null, new SubOrchestrationOptions(instanceId: "child")));

    [Fact]
    public async Task CustomStatusIsSeenWhileTheInstanceRuns()
    {
        await using EngineHost host = await EngineHost.StartAsync(Waiting);
        string id = await host.ScheduleAsync("Wait");
        OrchestrationMetadata running = await host.UntilAsync(id, instance => instance.IsRunning);
        Assert.Equal("""{"phase":"waiting"}""", running.SerializedCustomStatus);
        await host.Client.RaiseEventAsync(id, "n", 1);
        Assert.Equal("""{"phase":"done"}""", (await host.CompletionAsync(id)).SerializedCustomStatus);
    }

    [Fact]
    public async Task ATerminatedInstanceKeepsItsOutputAndHearsNothingMore()
    {
        await using EngineHost host = await EngineHost.StartAsync(Waiting);
        string id = await host.ScheduleAsync("Wait");
        await host.Client.WaitForInstanceStartAsync(id);
        await host.Client.TerminateInstanceAsync(id, (object)"enough");
        OrchestrationMetadata result = await host.CompletionAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, result.RuntimeStatus);
        Assert.Equal("enough", result.ReadOutputAs<string>());
        await host.Client.RaiseEventAsync(id, "n", 1);
        await host.RestartAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await host.GetAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task TerminationOfAParentLeavesItsChildrenUnlessRecursive()
    {
        await using EngineHost host = await EngineHost.StartAsync(Waiting);
        await host.ScheduleAsync("Parent", id: "parent");
        await Wait.UntilAsync(async () => await host.Client.GetInstanceAsync("child") is { IsRunning: true });
        await host.Client.TerminateInstanceAsync("parent");
        await host.CompletionAsync("parent");
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await host.GetAsync("child")).RuntimeStatus);
        await host.Client.TerminateInstanceAsync("child");
        await host.CompletionAsync("child");

        await host.ScheduleAsync("Parent", id: "parent");
        await Wait.UntilAsync(async () => await host.Client.GetInstanceAsync("child") is { IsRunning: true });
        await host.Client.TerminateInstanceAsync("parent", new TerminateInstanceOptions(Recursive: true));
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await host.CompletionAsync("child")).RuntimeStatus);
    }

    [Fact]
    public async Task ATerminatedSubOrchestrationFailsItsParentsCall()
    {
        await using EngineHost host = await EngineHost.StartAsync(Waiting);
        await host.ScheduleAsync("Parent", id: "parent");
        await Wait.UntilAsync(async () => await host.Client.GetInstanceAsync("child") is { IsRunning: true });
        await host.Client.TerminateInstanceAsync("child", (object)"stop it");
        Assert.Contains("was terminated: \"stop it\"", (await host.CompletionAsync("parent")).FailureDetails!.ErrorMessage);
    }

    [Fact]
    public async Task ASuspendedInstanceKeepsWhatComesAndGoesOnWhenResumed()
    {
        await using EngineHost host = await EngineHost.StartAsync(Waiting);
        string id = await host.ScheduleAsync("Wait");
        await host.Client.WaitForInstanceStartAsync(id);
        await host.Client.SuspendInstanceAsync(id, "pause");
        await host.UntilAsync(id, instance => instance.RuntimeStatus == OrchestrationRuntimeStatus.Suspended);
        await host.Client.RaiseEventAsync(id, "n", 5);
        await host.RestartAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await host.GetAsync(id)).RuntimeStatus);
        await host.Client.ResumeInstanceAsync(id);
        Assert.Equal(5, (await host.CompletionAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task AResumptionIsSeenBehindAnyNumberOfEvents()
    {
        const int Events = 2500;
        await using EngineHost host = await EngineHost.StartAsync(functions => functions.Orchestrator("Count", async context =>
        {
            int sum = 0;
            for (int i = 0; i < Events; i++) sum += await context.WaitForExternalEvent<int>("n");
            return sum;
        }));
        string id = await host.ScheduleAsync("Count");
        await host.Client.SuspendInstanceAsync(id);
        await host.UntilAsync(id, instance => instance.RuntimeStatus == OrchestrationRuntimeStatus.Suspended);
        await Task.WhenAll(Enumerable.Range(0, Events).Select(_ => host.Client.RaiseEventAsync(id, "n", 1)));
        await host.Client.ResumeInstanceAsync(id);
        Assert.Equal(Events, (await host.CompletionAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task ASuspendedInstanceCanBeTerminated()
    {
        await using EngineHost host = await EngineHost.StartAsync(Waiting);
        string id = await host.ScheduleAsync("Wait");
        await host.Client.SuspendInstanceAsync(id);
        await host.UntilAsync(id, instance => instance.RuntimeStatus == OrchestrationRuntimeStatus.Suspended);
        await host.Client.TerminateInstanceAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await host.CompletionAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task AnIdInUseIsRefusedAndOneThatHasEndedIsReplaced()
    {
        await using EngineHost host = await EngineHost.StartAsync(Waiting);
        await host.ScheduleAsync("Wait", id: "same");
        Exception refused = await Assert.ThrowsAnyAsync<Exception>(() => host.ScheduleAsync("Wait", id: "same"));
        Assert.Equal("OrchestrationAlreadyExistsException", refused.GetType().Name);
        Assert.Contains("'same' already exists", refused.Message);

        await host.Client.RaiseEventAsync("same", "n", 1);
        await host.CompletionAsync("same");
        await host.ScheduleAsync("Wait", id: "same");
        await host.Client.RaiseEventAsync("same", "n", 2);
        Assert.Equal(2, (await host.CompletionAsync("same")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task DedupeStatusesDecideWhatIsReplaced()
    {
        await using EngineHost host = await EngineHost.StartAsync(Waiting);
        await host.ScheduleAsync("Wait", id: "same");
        await host.Client.WaitForInstanceStartAsync("same");
        await host.Client.ScheduleNewOrchestrationInstanceAsync(
            "Wait", new StartOrchestrationOptions("same").WithDedupeStatuses(OrchestrationRuntimeStatus.Completed));
        await host.Client.RaiseEventAsync("same", "n", 3);
        Assert.Equal(3, (await host.CompletionAsync("same")).ReadOutputAs<int>());
        await Assert.ThrowsAnyAsync<Exception>(() => host.Client.ScheduleNewOrchestrationInstanceAsync(
            "Wait", new StartOrchestrationOptions("same").WithDedupeStatuses(OrchestrationRuntimeStatus.Completed)));
        await Assert.ThrowsAsync<ArgumentException>(() => host.Client.ScheduleNewOrchestrationInstanceAsync(
            "Wait", new StartOrchestrationOptions("same").WithDedupeStatuses(OrchestrationRuntimeStatus.Terminated)));
    }

    [Fact]
    public async Task ASubOrchestrationUnderAnIdInUseFails()
    {
        await using EngineHost host = await EngineHost.StartAsync(Waiting);
        await host.ScheduleAsync("Wait", id: "child");
        await host.Client.WaitForInstanceStartAsync("child");
        Assert.Contains("'child' is in use", (await host.RunAsync("Parent")).FailureDetails!.ErrorMessage);
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await host.GetAsync("child")).RuntimeStatus);
    }

    [Fact]
    public async Task ARestartedInstanceRunsAgainWithItsInput()
    {
        await using EngineHost host = await EngineHost.StartAsync(functions => functions
            .Orchestrator("Echo", context => Task.FromResult(context.GetInput<int>())));
        OrchestrationMetadata first = await host.RunAsync("Echo", 4);
        string copy = await host.Client.RestartAsync(first.InstanceId, restartWithNewInstanceId: true);
        Assert.NotEqual(first.InstanceId, copy);
        Assert.Equal(4, (await host.CompletionAsync(copy)).ReadOutputAs<int>());
        Assert.Equal(first.InstanceId, await host.Client.RestartAsync(first.InstanceId));
        await Assert.ThrowsAsync<ArgumentException>(() => host.Client.RestartAsync("unknown"));
    }

    [Fact]
    public async Task WaitingForAnUnknownInstanceGivesNull()
    {
        await using EngineHost host = await EngineHost.StartAsync(Waiting);
        Assert.Null(await host.Client.WaitForInstanceCompletionAsync("unknown"));
        Assert.Null(await host.Client.WaitForInstanceStartAsync("unknown"));
        await host.Client.TerminateInstanceAsync("unknown");
        await host.Client.SuspendInstanceAsync("unknown");
    }

    [Fact]
    public async Task PayloadsAreReadOnlyWhereTheyWereAskedFor()
    {
        await using EngineHost host = await EngineHost.StartAsync(Waiting);
        string id = await host.ScheduleAsync("Wait", 1);
        OrchestrationMetadata instance = (await host.Client.GetInstanceAsync(id))!;
        Assert.Null(instance.SerializedInput);
        Assert.Throws<InvalidOperationException>(() => instance.ReadInputAs<int>());
    }
}
