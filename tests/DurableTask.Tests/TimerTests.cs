using Microsoft.DurableTask.Client;

namespace DurableTask.Tests;

public class TimerTests
{
    [Theory, InlineData(0), InlineData(1000)]
    public async Task ATimerFiresWhenItsTimeHasComeAndNotBefore(int maxCached)
    {
        ManualTime time = new();
        await using EngineHost host = await EngineHost.StartAsync(
            functions => functions.Orchestrator("Nap", async context =>
            {
                DateTime start = context.CurrentUtcDateTime;
                await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                context.SetCustomStatus("half");
                await context.CreateTimer(start.AddHours(2), CancellationToken.None);
                return (context.CurrentUtcDateTime - start).TotalHours;
            }),
            maxCached,
            time);
        string id = await host.ScheduleAsync("Nap");
        await host.UntilAsync(id, instance => instance.IsRunning);
        time.Advance(TimeSpan.FromMinutes(59));
        Assert.Null((await host.GetAsync(id)).SerializedCustomStatus);
        time.Advance(TimeSpan.FromMinutes(1));
        await host.UntilAsync(id, instance => instance.SerializedCustomStatus is not null);
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(2.0, (await host.CompletionAsync(id)).ReadOutputAs<double>());
    }

    [Fact]
    public async Task ATimerThatIsDueWhileTheEngineIsDownFiresAtTheNextStart()
    {
        ManualTime time = new();
        await using EngineHost host = await EngineHost.StartAsync(
            functions => functions.Orchestrator("Nap", async context =>
            {
                await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                return "awake";
            }),
            time: time);
        string id = await host.ScheduleAsync("Nap");
        await host.UntilAsync(id, instance => instance.IsRunning);
        await host.StopAsync();
        time.Advance(TimeSpan.FromHours(3));
        await host.StartAsync();
        Assert.Equal("awake", (await host.CompletionAsync(id)).ReadOutputAs<string>());
    }

    [Theory, InlineData(0), InlineData(1000)]
    public async Task ACanceledTimerIsCanceledAndHoldsNothingUp(int maxCached)
    {
        await using EngineHost host = await EngineHost.StartAsync(
            functions => functions
                .Activity("Echo", (int n) => n)
                .Orchestrator("Race", async context =>
                {
                    using CancellationTokenSource cancel = new();
                    Task timer = context.CreateTimer(TimeSpan.FromDays(1), cancel.Token);
                    Task<int> work = context.CallActivityAsync<int>("Echo", 3);
                    await Task.WhenAny(timer, work);
                    cancel.Cancel();
                    await context.CallActivityAsync<int>("Echo", 4);
                    return timer.IsCanceled;
                }),
            maxCached);
        Assert.True((await host.RunAsync("Race")).ReadOutputAs<bool>());
    }

    [Fact]
    public async Task ATimerInThePastFiresAtOnce()
    {
        await using EngineHost host = await EngineHost.StartAsync(functions => functions.Orchestrator("Past", async context =>
        {
            await context.CreateTimer(context.CurrentUtcDateTime.AddDays(-1), CancellationToken.None);
            return 1;
        }));
        Assert.Equal(1, (await host.RunAsync("Past")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task AnInstanceWithAStartTimeStaysPendingUntilThen()
    {
        ManualTime time = new();
        await using EngineHost host = await EngineHost.StartAsync(
            functions => functions.Orchestrator("Later", context => context.WaitForExternalEvent<string>("word")), time: time);
        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync(
            "Later", new Microsoft.DurableTask.StartOrchestrationOptions(StartAt: time.GetUtcNow().AddHours(1)));
        await host.Client.RaiseEventAsync(id, "word", "early");
        await host.RestartAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await host.GetAsync(id)).RuntimeStatus);
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal("early", (await host.CompletionAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task TheOrchestratorsClockDoesNotGoBack()
    {
        ManualTime time = new();
        await using EngineHost host = await EngineHost.StartAsync(
            functions => functions.Orchestrator("Clock", async context =>
            {
                DateTime before = context.CurrentUtcDateTime;
                await context.WaitForExternalEvent<int>("n");
                return context.CurrentUtcDateTime >= before;
            }),
            time: time);
        string id = await host.ScheduleAsync("Clock");
        await host.UntilAsync(id, instance => instance.IsRunning);
        time.Advance(TimeSpan.FromHours(-1));
        await host.Client.RaiseEventAsync(id, "n", 1);
        Assert.True((await host.CompletionAsync(id)).ReadOutputAs<bool>());
    }
}
