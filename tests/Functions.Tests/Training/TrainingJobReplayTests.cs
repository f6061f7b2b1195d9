using Functions.Tests.Support;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Functions.Training;
using ImageClassifier.Studies.Planning;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functions.Tests.Training;

/// <summary>The orchestration of a job on the engine that replays.</summary>
[Trait("Tier", "integration")]
public sealed class TrainingJobReplayTests
{
    private static readonly JobLoop Loop =
        new() { RetrainId = "r", JobId = "j", Run = 0, Deadline = new DateTime(2100, 1, 1, 0, 0, 0, DateTimeKind.Utc) };

    private readonly FakeActivities _activities = new() { Start = start => new StartOutcome(StartKind.Running, start.Replaces + 1) };

    [Fact]
    public async Task No_event_is_lost_where_the_history_starts_anew()
    {
        const int Events = 130;
        _activities.Check = check => new JobCheck(check.News?.Kind == TrainingEventKind.Finished ? Verdict.Finished : Verdict.Wait);
        await using ReplayHost host = await ReplayHost.StartAsync(_activities);
        string id = await StartAsync(host);

        for (int i = 0; i < Events; i++)
            await host.Client.RaiseEventAsync(id, TrainingJobOrchestrator.EventName, Event(TrainingEventKind.Exited));
        await host.Client.RaiseEventAsync(id, TrainingJobOrchestrator.EventName, Event(TrainingEventKind.Finished));
        OrchestrationMetadata ended = await host.EndedAsync(id);

        Assert.Equal(new JobOutcome("j", JobState.Finished), ended.ReadOutputAs<JobOutcome>());
        Assert.Equal(Events + 1, _activities.Asked<CheckInput>(nameof(TrainingActivities.CheckJob)).Count(check => check.News is not null));
        Assert.Single(_activities.Asked<StartInput>(nameof(TrainingActivities.StartTraining)));
    }

    [Fact]
    public async Task A_history_that_starts_anew_does_not_start_another_worker()
    {
        _activities.Check = check => new JobCheck(check.News?.Kind == TrainingEventKind.Finished ? Verdict.Finished : Verdict.Wait);
        await using ReplayHost host = await ReplayHost.StartAsync(_activities);
        string id = await StartAsync(host);

        // One by one: each is looked at before the next comes, so that the history ends with none pending.
        for (int i = 0; i < 105; i++)
        {
            int expected = i + 1;
            await host.Client.RaiseEventAsync(id, TrainingJobOrchestrator.EventName, Event(TrainingEventKind.Exited));
            await Wait.UntilAsync(() =>
                Task.FromResult(_activities.Asked<CheckInput>(nameof(TrainingActivities.CheckJob)).Count >= expected));
        }
        await host.Client.RaiseEventAsync(id, TrainingJobOrchestrator.EventName, Event(TrainingEventKind.Finished));
        OrchestrationMetadata ended = await host.EndedAsync(id);

        Assert.Equal(new JobOutcome("j", JobState.Finished), ended.ReadOutputAs<JobOutcome>());
        // What started anew knows what the one before knew.
        Assert.Equal((1, Loop.JobId), (ended.ReadInputAs<JobLoop>()!.Attempt, ended.ReadInputAs<JobLoop>()!.JobId));
        Assert.Single(_activities.Asked<StartInput>(nameof(TrainingActivities.StartTraining)));
    }

    [Fact]
    public async Task Workers_that_end_before_they_have_begun_end_the_job()
    {
        _activities.Start = start =>
        {
            _activities.Send("job", TrainingEventKind.Exited, "libtorch is missing");
            return new StartOutcome(StartKind.Running, start.Replaces + 1);
        };
        _activities.Check = check => new JobCheck(Verdict.Lost, 0, check.News?.Message) { FailedToStart = true };
        await using ReplayHost host = await ReplayHost.StartAsync(_activities);

        OrchestrationMetadata ended = await host.EndedAsync(await StartAsync(host, "job"));

        Assert.Equal(new JobOutcome("j", JobState.Failed, "3 workers in a row failed to start; the last time: libtorch is missing"),
            ended.ReadOutputAs<JobOutcome>());
    }

    [Fact]
    public async Task A_job_whose_retrain_is_cancelled_stops_its_worker_closes_the_runs_and_ends()
    {
        _activities.Check = _ => new JobCheck(Verdict.Cancelled, 3);
        await using ReplayHost host = await ReplayHost.StartAsync(_activities);
        string id = await StartAsync(host);

        await host.Client.RaiseEventAsync(id, TrainingJobOrchestrator.EventName, Event(TrainingEventKind.Stopped));
        OrchestrationMetadata ended = await host.EndedAsync(id);

        Assert.Equal(new JobOutcome("j", JobState.Stopped, "cancelled") { Cancelled = true }, ended.ReadOutputAs<JobOutcome>());
        Assert.Equal(["j"], _activities.Asked<string>(nameof(TrainingActivities.StopTraining)));
        Assert.Equal(["r"], _activities.Asked<string>(nameof(TrainingActivities.KillRuns)));
    }

    [Fact]
    public async Task A_job_that_begins_after_its_retrain_was_ended_closes_the_runs_and_ends()
    {
        _activities.Start = _ => new StartOutcome(StartKind.Cancelled);
        await using ReplayHost host = await ReplayHost.StartAsync(_activities);

        OrchestrationMetadata ended = await host.EndedAsync(await StartAsync(host));

        Assert.Equal(new JobOutcome("j", JobState.Stopped, "cancelled") { Cancelled = true }, ended.ReadOutputAs<JobOutcome>());
        // Another retrain may train the same job.
        Assert.Empty(_activities.Asked<string>(nameof(TrainingActivities.StopTraining)));
        Assert.Equal(["r"], _activities.Asked<string>(nameof(TrainingActivities.KillRuns)));
    }

    private static async Task<string> StartAsync(ReplayHost host, string? id = null) =>
        await host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(TrainingJobOrchestrator), Loop,
            new StartOrchestrationOptions(id ?? $"job-{Guid.NewGuid():N}"));

    private static TrainingEvent Event(TrainingEventKind kind) => new() { JobId = "j", OrchestrationId = "o", Kind = kind, Attempt = 1 };
}
