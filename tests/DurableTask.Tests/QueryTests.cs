using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.Tests;

public class QueryTests
{
    static void Functions(TestFunctions functions) => functions
        .Orchestrator("Wait", context => context.WaitForExternalEvent<int>("n"))
        .Orchestrator("Done", _ => Task.CompletedTask)
        .Orchestrator("Parent", context => context.CallSubOrchestratorAsync("Done", options: new SubOrchestrationOptions(instanceId: "child")));

    [Fact]
    public async Task InstancesAreListedPageByPageInOrder()
    {
        await using EngineHost host = await EngineHost.StartAsync(Functions);
        string[] ids = [.. Enumerable.Range(0, 25).Select(i => $"id-{i:00}")];
        foreach (string id in ids) await host.ScheduleAsync("Wait", id: id);
        List<Page<OrchestrationMetadata>> pages = [];
        await foreach (Page<OrchestrationMetadata> page in host.Client.GetAllInstancesAsync(new OrchestrationQuery(PageSize: 10)).AsPages())
            pages.Add(page);
        Assert.Equal([10, 10, 5], pages.Select(page => page.Values.Count));
        Assert.Equal(ids, pages.SelectMany(page => page.Values).Select(instance => instance.InstanceId));

        OrchestrationQuery second = new(PageSize: 10, ContinuationToken: pages[0].ContinuationToken);
        Assert.Equal(ids[10..], await ListAsync(host, second));
    }

    [Fact]
    public async Task AQueryFiltersByStatusPrefixTimeAndHub()
    {
        ManualTime time = new();
        await using EngineHost host = await EngineHost.StartAsync(Functions, time: time);
        await host.RunAsync("Done", id: "a-1");
        time.Advance(TimeSpan.FromHours(1));
        DateTimeOffset between = time.GetUtcNow();
        time.Advance(TimeSpan.FromHours(1));
        await host.RunAsync("Done", id: "a_2");
        await host.ScheduleAsync("Wait", id: "b%3");
        await host.Client.WaitForInstanceStartAsync("b%3");

        Assert.Equal(["a-1", "a_2"], await ListAsync(host, new(Statuses: [OrchestrationRuntimeStatus.Completed])));
        Assert.Equal(["b%3"], await ListAsync(host, new(InstanceIdPrefix: "b%")));
        Assert.Equal(["a_2"], await ListAsync(host, new(InstanceIdPrefix: "a_")));
        Assert.Equal(["a-1"], await ListAsync(host, new(CreatedTo: between)));
        Assert.Equal(["a_2", "b%3"], await ListAsync(host, new(CreatedFrom: between)));
        Assert.Empty(await ListAsync(host, new(TaskHubNames: ["Other"])));
        Assert.Equal(3, (await ListAsync(host, new(TaskHubNames: ["testhubname"]))).Count);
    }

    [Fact]
    public async Task TagsComeBackWithTheInstance()
    {
        await using EngineHost host = await EngineHost.StartAsync(Functions);
        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync(
            "Wait", new StartOrchestrationOptions { Tags = new Dictionary<string, string> { ["team"] = "vision" } });
        Assert.Equal("vision", (await host.GetAsync(id)).Tags["team"]);
    }

    [Fact]
    public async Task AnEndedInstanceIsPurgedAndARunningOneIsNot()
    {
        await using EngineHost host = await EngineHost.StartAsync(Functions);
        await host.RunAsync("Done", id: "done");
        await host.ScheduleAsync("Wait", id: "wait");
        Assert.Equal(1, (await host.Client.PurgeInstanceAsync("done")).PurgedInstanceCount);
        Assert.Null(await host.Client.GetInstanceAsync("done"));
        Assert.Equal(0, (await host.Client.PurgeInstanceAsync("wait")).PurgedInstanceCount);
        Assert.Equal(0, (await host.Client.PurgeInstanceAsync("unknown")).PurgedInstanceCount);
        Assert.NotNull(await host.Client.GetInstanceAsync("wait"));
    }

    [Fact]
    public async Task PurgeByFilterTakesWhatMatchesAndHasEnded()
    {
        ManualTime time = new();
        await using EngineHost host = await EngineHost.StartAsync(Functions, time: time);
        for (int i = 0; i < 450; i++) await host.ScheduleAsync("Done", id: $"old-{i}");
        for (int i = 0; i < 450; i++) await host.CompletionAsync($"old-{i}");
        await host.ScheduleAsync("Wait", id: "old-waiting");
        DateTimeOffset limit = time.GetUtcNow();
        time.Advance(TimeSpan.FromHours(1));
        await host.RunAsync("Done", id: "new");
        PurgeResult purged = await host.Client.PurgeInstancesAsync(null, limit, [OrchestrationRuntimeStatus.Completed]);
        Assert.Equal(450, purged.PurgedInstanceCount);
        Assert.Equal(["old-waiting", "new"], await ListAsync(host, new()));
    }

    [Fact]
    public async Task ARecursivePurgeTakesSubOrchestrationsAlong()
    {
        await using EngineHost host = await EngineHost.StartAsync(Functions);
        await host.RunAsync("Parent", id: "parent");
        Assert.Equal(2, (await host.Client.PurgeInstanceAsync("parent", new PurgeInstanceOptions(Recursive: true))).PurgedInstanceCount);
        Assert.Empty(await ListAsync(host, new()));
    }

    static async Task<List<string>> ListAsync(EngineHost host, OrchestrationQuery query)
    {
        List<string> ids = [];
        await foreach (OrchestrationMetadata instance in host.Client.GetAllInstancesAsync(query)) ids.Add(instance.InstanceId);
        return ids;
    }
}
