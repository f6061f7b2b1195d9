using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.Tests;

public class CallTests
{
    [Fact]
    public async Task ActivitiesRunInSequenceAndTheirResultsReachTheOrchestrator()
    {
        await using EngineHost host = await EngineHost.StartAsync(functions => functions
            .Activity("Double", (int n) => 2 * n)
            .Orchestrator("Twice", async context =>
            {
                int once = await context.CallActivityAsync<int>("Double", context.GetInput<int>());
                return await context.CallActivityAsync<int>("double", once);
            }));
        OrchestrationMetadata result = await host.RunAsync("Twice", 5);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, result.RuntimeStatus);
        Assert.Equal(20, result.ReadOutputAs<int>());
        Assert.Equal(5, result.ReadInputAs<int>());
    }

    [Fact]
    public async Task SubOrchestrationsSeeTheirParentAndReturnTheirResult()
    {
        await using EngineHost host = await EngineHost.StartAsync(functions => functions
            .Orchestrator("Child", context => Task.FromResult($"{context.Parent!.Name}/{context.Parent.InstanceId}/{context.InstanceId}/{context.GetInput<string>()}"))
            .Orchestrator("Parent", context => context.CallSubOrchestratorAsync<string>(
                "Child", "hello", new SubOrchestrationOptions(instanceId: "child-1"))));
        OrchestrationMetadata result = await host.RunAsync("Parent", id: "parent-1");
        Assert.Equal("Parent/parent-1/child-1/hello", result.ReadOutputAs<string>());
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await host.GetAsync("child-1")).RuntimeStatus);
    }

    [Fact]
    public async Task AnOrchestratorWithoutAwaitsCompletesAtOnce()
    {
        await using EngineHost host = await EngineHost.StartAsync(functions => functions
            .Orchestrator("Nothing", context => Task.CompletedTask));
        OrchestrationMetadata result = await host.RunAsync("Nothing");
        Assert.Equal(OrchestrationRuntimeStatus.Completed, result.RuntimeStatus);
        Assert.Null(result.SerializedOutput);
    }

    [Fact]
    public async Task PayloadsAreJsonWithDeclaredNamesAndFields()
    {
        await using EngineHost host = await EngineHost.StartAsync(functions => functions
            .Activity("Echo", (Payload p) => p)
            .Orchestrator("Pass", context => context.CallActivityAsync<Payload>("Echo", context.GetInput<Payload>())));
        OrchestrationMetadata result = await host.RunAsync("Pass", new Payload { FirstName = "Ada", Field = 7 });
        Assert.Equal(["FirstName", "Field"], JsonDocument.Parse(result.SerializedOutput!).RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal(7, result.ReadOutputAs<Payload>()!.Field);
    }

    [Fact]
    public async Task AnActivityWithoutResultCompletesItsCall()
    {
        await using EngineHost host = await EngineHost.StartAsync(functions => functions
            .RawActivity("Quiet", _ => Task.FromResult<object?>(null))
            .Orchestrator("Ask", async context =>
            {
                await context.CallActivityAsync("Quiet", 1);
                return await context.CallActivityAsync<string?>("Quiet") ?? "none";
            }));
        Assert.Equal("none", (await host.RunAsync("Ask")).ReadOutputAs<string>());
    }

    public sealed class Payload
    {
        public int Field;

        public string FirstName { get; set; } = "";
    }
}
