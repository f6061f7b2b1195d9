using Functions.Tests.Support;
using ImageClassifier.Contracts;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Functions.Retraining;
using ImageClassifier.Functions.Retraining.Outcomes;
using ImageClassifier.Functions.Retraining.Planning;
using ImageClassifier.Functions.Retraining.Progress;
using ImageClassifier.Functions.Training;
using Microsoft.DurableTask.Client;

namespace Functions.Tests.Retraining;

/// <summary>Retrains on the engine that replays: each turn runs the orchestrators from their beginning.</summary>
[Trait("Tier", "integration")]
public sealed class RetrainReplayTests
{
    internal static readonly RetrainInput Input = new()
    {
        Study = "s",
        Experiments = [new Experiment { Name = "a" }],
        Seed = 42,
        Repeats = 1,
        ValidationFraction = 0.2,
        MaxParallelJobs = 2,
        TimeLimitMinutes = 600,
    };

    private readonly FakeActivities _activities = new();

    [Fact]
    public async Task A_retrain_goes_from_the_photos_to_the_report()
    {
        _activities.Plan = () => [new("j0", [0, 3]), new("j1", [1]), new("j2", [2])];
        _activities.Start = start =>
        {
            _activities.Send(start.OrchestrationId, TrainingEventKind.Finished);
            return new StartOutcome(StartKind.Running, 1);
        };
        await using ReplayHost host = await ReplayHost.StartAsync(_activities);

        OrchestrationMetadata ended = await host.EndedAsync(await host.RetrainAsync(Input));

        Assert.Equal(OrchestrationRuntimeStatus.Completed, ended.RuntimeStatus);
        Assert.Equal(["0", "1", "2", "3"], ended.ReadOutputAs<RetrainReport>()!.Runs.Select(run => run.Experiment));
        Assert.Equal((RetrainStage.Finished, 3, FakeActivities.Parent), Status(ended));
        Assert.Equal(3, _activities.Asked<StartInput>(nameof(TrainingActivities.StartTraining)).Count);
    }

    [Fact]
    public async Task A_lost_worker_is_replaced_and_told_why()
    {
        _activities.Start = start =>
        {
            _activities.Send(start.OrchestrationId, TrainingEventKind.Exited, "ended by signal 9");
            return new StartOutcome(StartKind.Running, start.Replaces + 1);
        };
        _activities.Check = check =>
            check.Attempt == 1 ? new JobCheck(Verdict.Lost, 2, check.News!.Message) : new JobCheck(Verdict.Finished, 5);
        await using ReplayHost host = await ReplayHost.StartAsync(_activities);

        OrchestrationMetadata ended = await host.EndedAsync(await host.RetrainAsync(Input));

        Assert.Equal(OrchestrationRuntimeStatus.Completed, ended.RuntimeStatus);
        Assert.Equal([(0, null), (1, "ended by signal 9")],
            _activities.Asked<StartInput>(nameof(TrainingActivities.StartTraining)).Select(start => (start.Replaces, start.Error)));
    }

    [Fact]
    public async Task A_job_that_a_search_comes_to_again_is_not_trained_again()
    {
        _activities.Plan = () => [new("j0", [0]), new("t1", [1]) { IsTrial = true }];
        _activities.NextRung = input => input.Runs.Count == 2 ? [new("j0", [2]), new("t2", [3]) { IsTrial = true }] : [];
        await using ReplayHost host = await ReplayHost.StartAsync(_activities);
        var search = new SearchOptions
        {
            Space = new Dictionary<string, SearchDimension> { ["model.dropout"] = new() { Min = 0, Max = 0.5 } },
            Strategy = SearchStrategy.SuccessiveHalving,
        };

        OrchestrationMetadata ended = await host.EndedAsync(await host.RetrainAsync(Input with { Search = search }));

        Assert.Equal(["0", "1", "2", "3"], ended.ReadOutputAs<RetrainReport>()!.Runs.Select(run => run.Experiment));
        Assert.Equal(3, _activities.Asked<StartInput>(nameof(TrainingActivities.StartTraining)).Count);
    }

    [Fact]
    public async Task A_retrain_that_finds_itself_cancelled_ends_its_runs_and_itself()
    {
        _activities.Plan = () => [new("j0", [0]), new("j1", [1]), new("j2", [2])];
        _activities.Start = _ => new StartOutcome(StartKind.Cancelled);
        await using ReplayHost host = await ReplayHost.StartAsync(_activities);

        OrchestrationMetadata ended = await host.EndedAsync(await host.RetrainAsync(Input));

        Assert.True(RetrainEnd.IsCancelled(ended));
        // By its jobs, too, each of which may be the last.
        Assert.Equal([ended.InstanceId], _activities.Asked<string>(nameof(TrainingActivities.KillRuns)).Distinct());
        Assert.Empty(_activities.Asked<ChampionInput>(nameof(RetrainActivities.SelectChampion)));
    }

    [Fact]
    public async Task Photos_that_cannot_be_trained_on_end_the_retrain_with_the_reason()
    {
        _activities.Snapshot = new Snapshot("", [], [], [new Problem("$.dataset", "has one class only (a)")]);
        await using ReplayHost host = await ReplayHost.StartAsync(_activities);

        OrchestrationMetadata ended = await host.EndedAsync(await host.RetrainAsync(Input));

        Assert.False(RetrainEnd.IsCancelled(ended));
        Assert.Equal("The data set cannot be trained on: it has one class only (a).", RetrainEnd.Reason(ended));
    }

    private static (RetrainStage, int, TrackingRun?) Status(OrchestrationMetadata instance)
    {
        RetrainStatus status = instance.ReadCustomStatusAs<RetrainStatus>()!;
        return (status.Stage, status.Done, status.Tracking);
    }
}
