using Functions.Tests.Support;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Models;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Functions.Retraining.Outcomes;
using ImageClassifier.Functions.Retraining.Planning;
using ImageClassifier.Functions.Retraining.Reports;
using ImageClassifier.Functions.Serving;
using ImageClassifier.Functions.Training.Plans;
using ImageClassifier.Functions.Training.Runs;
using ImageClassifier.Studies.Planning;
using ImageClassifier.Imaging;
using ImageClassifier.Mlflow.Logging;
using ImageClassifier.Mlflow;
using ImageClassifier.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Functions.Tests.Retraining;

/// <summary>The activities of a retrain, each run twice: the second time changes nothing.</summary>
[Trait("Tier", "integration")]
public sealed class RetrainStepTests(TrackingFixture fixture) : IClassFixture<TrackingFixture>, IAsyncLifetime
{
    private static readonly RetrainInput Input = new()
    {
        Study = "s",
        Experiments = [new Experiment { Name = "a", Epochs = 2 }, new Experiment { Name = "b", Epochs = 3 },
            new Experiment { Name = "same as a", Epochs = 2 }],
        Seed = 42,
        Repeats = 1,
        ValidationFraction = 0.2,
        MaxParallelJobs = 2,
        TimeLimitMinutes = 60,
    };

    private readonly string _id = $"r-{Guid.NewGuid():N}";

    public async ValueTask InitializeAsync() => await fixture.Storage.ClearAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private StorageAccount Storage => fixture.Storage.Storage;

    private PlanStore Plans => new(Storage);

    private RunOutcomes Outcomes => new(Storage, Plans);

    private RetrainPlanner Planner => new(Plans, Outcomes, fixture.Tracking, new TrackingSettings(), TimeProvider.System);

    private ChildRuns Children => new(fixture.Tracking);

    private RunFinalizer Finalizer => new(Storage, Plans, fixture.Tracking, Children, new StoredRuns(Storage), TimeProvider.System);

    private ChampionSelector Champions => new(
        Outcomes, new StoredRuns(Storage), fixture.Tracking,
        new ChampionAlias(fixture.Tracking, TimeProvider.System, NullLogger<ChampionAlias>.Instance));

    [Fact]
    public async Task The_same_photos_are_frozen_into_the_same_manifest()
    {
        await fixture.Storage.IngestAsync("a", 3, 1);
        await fixture.Storage.IngestAsync("b", 3, 10);
        var snapshots = new SnapshotTaker(Storage, fixture.Storage.Dataset, new PhotoLimits());

        Snapshot first = await snapshots.TakeAsync(new SnapshotInput(0.3, 42), CancellationToken.None);
        SortedDictionary<string, string> after = await fixture.Storage.SnapshotAsync();
        Snapshot second = await snapshots.TakeAsync(new SnapshotInput(0.3, 42), CancellationToken.None);

        Assert.Equal(first.Digest, second.Digest);
        Assert.Equal(after, await fixture.Storage.SnapshotAsync());
        Assert.Equal([$"{first.Digest}.json"], await fixture.Storage.ListAsync(StorageLayout.Manifests));
    }

    [Fact]
    public async Task Photos_that_cannot_be_trained_on_are_not_frozen()
    {
        await fixture.Storage.IngestAsync("a", 3, 1);

        Snapshot snapshot = await new SnapshotTaker(Storage, fixture.Storage.Dataset, new PhotoLimits())
            .TakeAsync(new SnapshotInput(0.3, 42), CancellationToken.None);

        Assert.Single(snapshot.Problems);
        Assert.Empty(await fixture.Storage.ListAsync(StorageLayout.Manifests));
    }

    [Fact]
    public async Task A_plan_and_its_parent_run_are_made_once()
    {
        TrackingRun parent = await PlanAsync();
        RetrainPlan first = await ReadPlanAsync();
        // As if the host had been killed before the plan was written, and then before its outcome was.
        await Storage.Blob(StorageLayout.Reports, StorageLayout.PlanBlob(_id)).DeleteAsync();
        TrackingRun again = await PlanAsync();
        await PlanAsync();

        Assert.Equal(parent, again);
        Assert.Equal(first.Runs.Select(run => run.JobId), (await ReadPlanAsync()).Runs.Select(run => run.JobId));
        Assert.Equal(parent.RunId, Assert.Single(await RunsAsync()).RunId);
    }

    [Fact]
    public async Task A_job_whose_result_is_there_is_planned_with_the_seconds_that_it_trained()
    {
        TrackingRun parent = await PlanAsync();
        RetrainPlan plan = await ReadPlanAsync();
        await FinishAsync(plan.Runs[1], correct: 12);

        IReadOnlyList<PlannedJob> jobs = await Planner.PlanAsync(new PlanInput(_id, Input, "digest", parent), CancellationToken.None);

        Assert.Equal([(plan.Runs[0].JobId, null), (plan.Runs[1].JobId, 3.0)], jobs.Select(job => (job.JobId, job.TrainedSeconds)));
    }

    [Fact]
    public async Task The_run_of_a_job_is_made_once_and_when_its_work_begins()
    {
        TrackingRun parent = await PlanAsync();
        RetrainPlan plan = await ReadPlanAsync();
        var start = new DateTimeOffset(2031, 5, 6, 7, 8, 9, TimeSpan.Zero);

        string made = await Children.EnsureAsync(plan, plan.Runs[1], start, CancellationToken.None);
        string again = await Children.EnsureAsync(plan, plan.Runs[1], start.AddHours(1), CancellationToken.None);

        Assert.Equal(made, again);
        MlflowRun run = await fixture.Tracking.GetRunAsync(made, CancellationToken.None);
        Assert.Equal(("b", start, parent.RunId, "1"), (run.Name, run.StartTime, run.Tags["mlflow.parentRunId"], run.Tags["plan_index"]));
        Assert.Equal(2, (await RunsAsync()).Count);
    }

    [Fact]
    public async Task The_rungs_of_a_search_are_planned_once_each()
    {
        RetrainInput search = Input with
        {
            Experiments = [],
            Search = new SearchOptions
            {
                Base = new Experiment { Name = "trial", Epochs = 9 },
                Space = new Dictionary<string, SearchDimension>
                {
                    ["optimizer.learningRate"] = new()
                    {
                        Min = 1e-4,
                        Max = 1e-2,
                        Log = true
                    }
                },
                Strategy = SearchStrategy.SuccessiveHalving,
                Trials = 6,
            },
        };
        TrackingRun parent = await Planner.CreateParentAsync(new ParentRunInput(_id, search, "digest"), CancellationToken.None);
        var input = new PlanInput(_id, search, "digest", parent);
        Assert.Equal(6, (await Planner.PlanAsync(input, CancellationToken.None)).Count);
        RetrainPlan plan = await ReadPlanAsync();
        foreach (PlannedRun run in plan.Runs) await FinishAsync(run with { RunId = "r" }, correct: 10 + run.Index);
        ClosedRun[] closed = [.. plan.Runs.Select(run => new ClosedRun(run.Index, JobState.Finished, null, false, "r"))];

        IReadOnlyList<PlannedJob> next = await Planner.PlanNextRungAsync(new NextRungInput(input, closed), CancellationToken.None);
        IReadOnlyList<PlannedJob> again = await Planner.PlanNextRungAsync(new NextRungInput(input, closed), CancellationToken.None);

        Assert.Equal(2, next.Count);
        Assert.Equal(next.Select(job => job.JobId), again.Select(job => job.JobId));
        PlannedRun[] rung = [.. (await ReadPlanAsync()).Runs.Skip(6)];
        // The two that knew most, whole now and from where they stopped.
        Assert.Equal(["trial-05", "trial-06"], rung.Select(run => run.Experiment.Name));
        Assert.Equal([plan.Runs[4].JobId, plan.Runs[5].JobId], rung.Select(run => run.ContinuesJob));
        Assert.All(rung, run => Assert.Equal((1, null), (run.Rung, run.StopAfterEpoch)));
        Assert.Equal(6, (await Planner.PlanAsync(input, CancellationToken.None)).Count);
    }

    [Fact]
    public async Task A_run_of_a_job_that_was_trained_for_another_gets_its_numbers()
    {
        await PlanAsync();
        RetrainPlan plan = await BegunAsync(0);
        await FinishAsync(plan.Runs[0], correct: 15);

        ClosedRun trained = await Finalizer.FinalizeAsync(new CloseRunInput(_id, 0, Finished(plan.Runs[0])), CancellationToken.None);
        ClosedRun reused = await Finalizer.FinalizeAsync(new CloseRunInput(_id, 2, Finished(plan.Runs[2])), CancellationToken.None);
        ClosedRun twice = await Finalizer.FinalizeAsync(new CloseRunInput(_id, 2, Finished(plan.Runs[2])), CancellationToken.None);

        Assert.False(trained.Reused);
        Assert.True(reused.Reused);
        Assert.Equal(reused, twice);
        MlflowRun run = await fixture.Tracking.GetRunAsync(reused.RunId, CancellationToken.None);
        Assert.Equal(MlflowRunStatus.Finished, run.Status);
        Assert.Equal(0.75, run.Metrics[RunMetrics.BestValAccuracy]);
        Assert.Equal(plan.Runs[0].RunId, run.Tags["reused_from_run"]);
        Assert.Equal("same as a", run.Parameters["name"]);
        IReadOnlyList<MlflowMetric> history =
            await fixture.Tracking.GetMetricHistoryAsync(run.RunId, RunMetrics.ValAccuracy, CancellationToken.None);
        Assert.Equal([1, 2], history.Select(point => point.Step));
        // It lasted as long as the training did, though that was elsewhere.
        Assert.Equal(TimeSpan.FromSeconds(3), run.EndTime - run.StartTime);
    }

    [Theory]
    [InlineData(JobState.Failed, MlflowRunStatus.Failed)]
    [InlineData(JobState.Stopped, MlflowRunStatus.Killed)]
    public async Task A_run_that_did_not_finish_is_ended_with_its_reason(JobState state, MlflowRunStatus expected)
    {
        await PlanAsync();
        RetrainPlan plan = await ReadPlanAsync();

        ClosedRun closed = await Finalizer.FinalizeAsync(
            new CloseRunInput(_id, 1, new JobOutcome(plan.Runs[1].JobId, state, "the worker ran away")), CancellationToken.None);

        Assert.Equal(new ClosedRun(1, state, "the worker ran away", Reused: false, closed.RunId), closed);
        MlflowRun run = await fixture.Tracking.GetRunAsync(closed.RunId, CancellationToken.None);
        Assert.Equal((expected, "the worker ran away"), (run.Status, run.Tags["error"]));
    }

    [Fact]
    public async Task The_champion_is_registered_once_and_the_alias_points_at_it()
    {
        await PlanAsync();
        RetrainPlan plan = await BegunAsync(0, 1);
        await FinishAsync(plan.Runs[0], correct: 12);
        await FinishAsync(plan.Runs[1], correct: 16);
        ClosedRun[] closed = [new(0, JobState.Finished, null, false, plan.Runs[0].RunId),
            new(1, JobState.Finished, null, false, plan.Runs[1].RunId), new(2, JobState.Failed, "why", false)];

        Champion? champion = await Champions.SelectAsync(new ChampionInput(_id, closed), CancellationToken.None);
        Champion? again = await Champions.SelectAsync(new ChampionInput(_id, closed), CancellationToken.None);

        Assert.Equal("b", champion!.Experiment);
        Assert.Equal(champion, again);
        MlflowModelVersion? version =
            await fixture.Tracking.GetModelVersionByAliasAsync(ChampionModel.Name, ChampionModel.Alias, CancellationToken.None);
        Assert.Equal((champion.ModelVersion, plan.Runs[1].JobId, plan.Runs[1].RunId),
            (version!.Version, version.Tags[ChampionModel.JobTag], version.RunId));

        // An MLflow model of its own, whose files are there.
        MlflowRun run = await fixture.Tracking.GetRunAsync(plan.Runs[1].RunId, CancellationToken.None);
        MlflowLoggedModel model = await fixture.Tracking.GetLoggedModelAsync(Assert.Single(run.ModelIds), CancellationToken.None);
        Assert.Equal(($"models:/{model.ModelId}", true, true, run.RunId),
            (version.Source, model.IsReady, model.HasMetrics, model.SourceRunId));
        string mlmodel = await ReadModelFileAsync(model, "MLmodel");
        Assert.Contains("imageclassifier:", mlmodel);
        Assert.Contains($"model_id: {model.ModelId}", mlmodel);
        Assert.Equal("weights", await ReadModelFileAsync(model, "model.safetensors"));
    }

    [Fact]
    public async Task A_run_that_an_outage_left_open_is_completed_from_what_its_job_stored()
    {
        await PlanAsync();
        RetrainPlan plan = await BegunAsync(0);
        await FinishAsync(plan.Runs[0], correct: 15);
        // Some of it had arrived before the outage.
        await new RunLogger(fixture.Tracking).LogEpochsAsync(plan.Runs[0].RunId, [Results.Of("", "").Epochs[0]], CancellationToken.None);

        await Finalizer.FinalizeAsync(new CloseRunInput(_id, 0, Finished(plan.Runs[0])), CancellationToken.None);
        ClosedRun closed = await Finalizer.FinalizeAsync(new CloseRunInput(_id, 0, Finished(plan.Runs[0])), CancellationToken.None);

        Assert.Equal(new ClosedRun(0, JobState.Finished, null, Reused: false, plan.Runs[0].RunId), closed);
        MlflowRun run = await fixture.Tracking.GetRunAsync(plan.Runs[0].RunId, CancellationToken.None);
        Assert.Equal((MlflowRunStatus.Finished, 0.75, "2"),
            (run.Status, run.Metrics[RunMetrics.BestValAccuracy], run.Parameters["epochs"]));
        IReadOnlyList<MlflowMetric> history =
            await fixture.Tracking.GetMetricHistoryAsync(run.RunId, RunMetrics.ValAccuracy, CancellationToken.None);
        Assert.Equal([1, 2], history.Select(point => point.Step));
        Assert.Single(await fixture.Tracking.GetMetricHistoryAsync(run.RunId, RunMetrics.BestValAccuracy, CancellationToken.None));
        IReadOnlyList<MlflowArtifact> artifacts = await fixture.Tracking.ListArtifactsAsync(run.RunId, null, CancellationToken.None);
        Assert.Superset(
            new HashSet<string> { "model.safetensors", "model.json", "experiment.json", "curves.svg" },
            artifacts.Select(artifact => artifact.Path).ToHashSet());
    }

    [Fact]
    public async Task A_run_says_who_made_it_and_from_what()
    {
        TrackingRun parent = await PlanAsync();
        MlflowRun run = await fixture.Tracking.GetRunAsync(parent.RunId, CancellationToken.None);

        Assert.Equal((Environment.UserName, "LOCAL"), (run.Tags["mlflow.user"], run.Tags["mlflow.source.type"]));
        Assert.Contains(_id, run.Tags["mlflow.note.content"]);
    }

    [Fact]
    public async Task Without_a_finished_run_there_is_no_new_champion()
    {
        await PlanAsync();

        Assert.Null(
            await Champions.SelectAsync(new ChampionInput(_id, [new ClosedRun(0, JobState.Failed, "why", false)]), CancellationToken.None));
    }

    [Fact]
    public async Task The_report_is_stored_and_the_parent_run_ends_with_it()
    {
        TrackingRun parent = await PlanAsync();
        RetrainPlan plan = await ReadPlanAsync();
        await FinishAsync(plan.Runs[0], correct: 12);
        var input = new ReportInput(
            _id, new Snapshot("digest", [], ["careful"], []),
                [new(0, JobState.Finished, null, false), new(1, JobState.Failed, "why", false)],
            new Champion("a", plan.Runs[0].JobId, "run-a", "7", 0.6, 0.4, 0.8), Results.Ended.AddSeconds(-90), Results.Ended);
        var publisher = new ReportPublisher(Storage, Outcomes, fixture.Tracking, new RetrainPage(Storage));

        RetrainReport report = await publisher.PublishAsync(input, CancellationToken.None);
        await publisher.PublishAsync(input, CancellationToken.None);

        Assert.Equal(["a", "b"], report.Runs.Select(run => run.Experiment));
        Assert.Equal((90.0, "s", "careful"), (report.Seconds, report.Study, report.Warnings[0]));
        RetrainReport? stored = await Storage.Blob(StorageLayout.Reports, StorageLayout.ReportBlob(_id))
            .ReadAsync<RetrainReport>(CancellationToken.None);
        Assert.Equal(report.Runs, stored!.Runs);
        MlflowRun run = await fixture.Tracking.GetRunAsync(parent.RunId, CancellationToken.None);
        Assert.Equal((MlflowRunStatus.Finished, "7", 0.6),
            (run.Status, run.Tags["champion_model_version"], run.Metrics[RunMetrics.BestValAccuracy]));
        Assert.Single(await fixture.Tracking.GetMetricHistoryAsync(parent.RunId, "runs", CancellationToken.None));
        Assert.Contains(await fixture.Tracking.ListArtifactsAsync(parent.RunId, null, CancellationToken.None), artifact =>
            artifact.Path == "report.json");
        Assert.Contains(await fixture.Tracking.ListArtifactsAsync(parent.RunId, null, CancellationToken.None), artifact =>
            artifact.Path == "report.html");
        string page = System.Text.Encoding.UTF8.GetString((await new RetrainPage(Storage).FindAsync(_id, CancellationToken.None))!);
        Assert.Contains("serves now", page);
        Assert.Contains("<b>b</b> did not finish: why", page);
    }

    private async Task<TrackingRun> PlanAsync()
    {
        TrackingRun parent = await Planner.CreateParentAsync(new ParentRunInput(_id, Input, "digest"), CancellationToken.None);
        await Planner.PlanAsync(new PlanInput(_id, Input, "digest", parent), CancellationToken.None);
        return parent;
    }

    /// <summary>The plan, with the MLflow runs of those that have begun.</summary>
    private async Task<RetrainPlan> BegunAsync(params int[] begun)
    {
        RetrainPlan plan = await ReadPlanAsync();
        PlannedRun[] runs = [.. plan.Runs];
        foreach (int i in begun)
            runs[i] =
                runs[i] with { RunId = await Children.EnsureAsync(plan, runs[i], Results.Ended.AddSeconds(-5), CancellationToken.None) };
        return plan with { Runs = runs };
    }

    private async Task<string> ReadModelFileAsync(MlflowLoggedModel model, string path)
    {
        using var http = new HttpClient { BaseAddress = fixture.TrackingUri };
        return await http.GetStringAsync($"/api/2.0/mlflow-artifacts/artifacts/{model.ArtifactUri["mlflow-artifacts:/".Length..]}/{path}");
    }

    private async Task<RetrainPlan> ReadPlanAsync() => await Plans.GetAsync(_id, CancellationToken.None);

    private async Task<IReadOnlyList<MlflowRun>> RunsAsync() => await fixture.Tracking.SearchRunsAsync(
        [await fixture.Tracking.GetOrCreateExperimentAsync("image-classifier", CancellationToken.None)], $"tags.retrain_id = '{_id}'", [],
            100, CancellationToken.None);

    /// <summary>What a worker leaves in storage that could not reach the tracking server.</summary>
    private async Task FinishAsync(PlannedRun run, int correct)
    {
        await Storage.Blob(StorageLayout.Models, StorageLayout.ModelWeightsBlob(run.JobId)).UploadAsync(
            BinaryData.FromString("weights"), overwrite: true);
        await Storage.Blob(StorageLayout.Models, StorageLayout.ModelCardBlob(run.JobId)).UploadAsync(
            BinaryData.FromString("{}"), overwrite: true);
        await Storage.Blob(StorageLayout.Jobs, StorageLayout.ResultBlob(run.JobId)).WriteAsync(
            Results.Of(run.JobId, run.RunId, correct), CancellationToken.None);
    }

    private static JobOutcome Finished(PlannedRun run) => new(run.JobId, JobState.Finished);
}
