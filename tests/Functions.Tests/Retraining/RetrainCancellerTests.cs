using Functions.Tests.Support;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Functions.Retraining;
using ImageClassifier.Functions.Retraining.Outcomes;
using ImageClassifier.Functions.Retraining.Planning;
using ImageClassifier.Functions.Training;
using ImageClassifier.Functions.Training.Plans;
using ImageClassifier.Functions.Training.Runs;
using ImageClassifier.Mlflow;
using ImageClassifier.Storage;
using Microsoft.DurableTask.Client;

namespace Functions.Tests.Retraining;

/// <summary>Cancelling, on an engine that ends no children of what it terminates.</summary>
[Trait("Tier", "integration")]
public sealed class RetrainCancellerTests(TrackingFixture fixture) : IClassFixture<TrackingFixture>
{
    private static readonly RetrainInput Input = RetrainReplayTests.Input;

    private readonly FakeActivities _activities = new()
    {
        Plan = () => [new("j0", [0]), new("j1", [1]), new("j2", [2])],
        Start = _ => new StartOutcome(StartKind.Running, 1),
        Check = _ => new JobCheck(Verdict.Wait),
    };
    private readonly FakeLauncher _launcher = new();

    private Cancellations Cancellations => new(fixture.Storage.Storage, TimeProvider.System);

    private PlanStore Plans => new(fixture.Storage.Storage);

    private RetrainCanceller Canceller => new(
        Plans, Cancellations, _launcher, new OpenRuns(fixture.Tracking, new TrackingSettings(), TimeProvider.System), TimeProvider.System);

    [Fact]
    public async Task The_retrain_its_jobs_its_workers_and_its_runs_end()
    {
        await using ReplayHost host = await ReplayHost.StartAsync(_activities);
        string id = await TrainingAsync(host);
        string run = await PlanAsync(id);

        await Canceller.CancelAsync(host.Client, id, CancellationToken.None);

        Assert.All(await StatesAsync(host, id), state => Assert.Equal(OrchestrationRuntimeStatus.Terminated, state));
        Assert.True(await Cancellations.ContainsAsync(id, CancellationToken.None));
        Assert.Equal(["j0", "j1", "j2"], _launcher.Stopped.Order(StringComparer.Ordinal));
        Assert.Equal(MlflowRunStatus.Killed, (await fixture.Tracking.GetRunAsync(run, CancellationToken.None)).Status);
    }

    [Fact]
    public async Task A_cancellation_that_was_interrupted_is_finished_by_the_next_one()
    {
        await using ReplayHost host = await ReplayHost.StartAsync(_activities);
        string id = await TrainingAsync(host);
        string run = await PlanAsync(id);
        // As a host leaves it that is killed after its first steps.
        await Cancellations.AddAsync(id, CancellationToken.None);
        await host.Client.TerminateInstanceAsync(id);
        await host.EndedAsync(id);

        await Canceller.CancelAsync(host.Client, id, CancellationToken.None);
        await Canceller.CancelAsync(host.Client, id, CancellationToken.None);

        Assert.All(await StatesAsync(host, id), state => Assert.Equal(OrchestrationRuntimeStatus.Terminated, state));
        Assert.Equal(MlflowRunStatus.Killed, (await fixture.Tracking.GetRunAsync(run, CancellationToken.None)).Status);
    }

    [Fact]
    public async Task A_retrain_that_was_only_terminated_is_cancelled_once()
    {
        await using ReplayHost host = await ReplayHost.StartAsync(_activities);
        string id = await TrainingAsync(host);
        string run = await PlanAsync(id);
        await Canceller.FinishTerminationAsync(host.Client, (await host.Client.GetInstanceAsync(id))!, CancellationToken.None);
        Assert.Empty(_launcher.Stopped);
        await host.Client.TerminateInstanceAsync(id);
        OrchestrationMetadata terminated = await host.EndedAsync(id);

        await Canceller.FinishTerminationAsync(host.Client, terminated, CancellationToken.None);
        await Canceller.FinishTerminationAsync(host.Client, terminated, CancellationToken.None);

        Assert.All(await StatesAsync(host, id), state => Assert.Equal(OrchestrationRuntimeStatus.Terminated, state));
        Assert.Equal(["j0", "j1", "j2"], _launcher.Stopped.Order(StringComparer.Ordinal));
        Assert.Equal(MlflowRunStatus.Killed, (await fixture.Tracking.GetRunAsync(run, CancellationToken.None)).Status);
    }

    [Fact]
    public async Task Only_a_retrain_that_was_terminated_or_purged_is_marked_as_ended()
    {
        await using ReplayHost host = await ReplayHost.StartAsync(_activities);
        string id = await TrainingAsync(host);
        string gone = $"r-{Guid.NewGuid():N}";

        await Cancellations.AddIfEndedAsync(host.Client, id, CancellationToken.None);
        await Cancellations.AddIfEndedAsync(host.Client, gone, CancellationToken.None);

        Assert.False(await Cancellations.ContainsAsync(id, CancellationToken.None));
        Assert.True(await Cancellations.ContainsAsync(gone, CancellationToken.None));
        await host.Client.TerminateInstanceAsync(id);
        await host.EndedAsync(id);
        await Cancellations.AddIfEndedAsync(host.Client, id, CancellationToken.None);
        Assert.True(await Cancellations.ContainsAsync(id, CancellationToken.None));
    }

    [Fact]
    public async Task A_worker_that_cannot_be_stopped_at_first_is_stopped_by_the_next_cancellation()
    {
        await using ReplayHost host = await ReplayHost.StartAsync(_activities);
        string id = await TrainingAsync(host);
        string run = await PlanAsync(id);
        _launcher.WhileStopping = () => throw new IOException("storage hiccup");
        await Assert.ThrowsAsync<IOException>(() => Canceller.CancelAsync(host.Client, id, CancellationToken.None));
        _launcher.WhileStopping = null;

        await Canceller.CancelAsync(host.Client, id, CancellationToken.None);

        Assert.Equal(["j0", "j1", "j2"], _launcher.Stopped.Order(StringComparer.Ordinal));
        Assert.Equal(MlflowRunStatus.Killed, (await fixture.Tracking.GetRunAsync(run, CancellationToken.None)).Status);
    }

    /// <summary>A retrain with two of three jobs under way.</summary>
    private async Task<string> TrainingAsync(ReplayHost host)
    {
        string id = await host.RetrainAsync(Input);
        await Wait.UntilAsync(() => Task.FromResult(_activities.Asked<StartInput>(nameof(TrainingActivities.StartTraining)).Count == 2));
        return id;
    }

    /// <returns>The open parent run.</returns>
    private async Task<string> PlanAsync(string id)
    {
        var planner = new RetrainPlanner(Plans, new RunOutcomes(fixture.Storage.Storage, Plans), fixture.Tracking, new TrackingSettings(),
            TimeProvider.System);
        TrackingRun parent = await planner.CreateParentAsync(new ParentRunInput(id, Input, "digest"), CancellationToken.None);
        await fixture.Storage.Storage.Blob(StorageLayout.Reports, StorageLayout.PlanBlob(id)).WriteAsync(new RetrainPlan
        {
            RetrainId = id,
            ManifestDigest = "digest",
            Tracking = parent,
            Runs = [.. Enumerable.Range(0, 3).Select(i => new PlannedRun(i, new Experiment { Name = "a" }, 0, 42, $"j{i}"))],
        }, CancellationToken.None);
        return parent.RunId;
    }

    private static async Task<List<OrchestrationRuntimeStatus>> StatesAsync(ReplayHost host, string id)
    {
        var states = new List<OrchestrationRuntimeStatus>();
        foreach (
            string instance in new[] { id, TrainingJobOrchestrator.InstanceId(id, "j0"), TrainingJobOrchestrator.InstanceId(id, "j1") })
            states.Add((await host.Client.GetInstanceAsync(instance))!.RuntimeStatus);
        return states;
    }
}
