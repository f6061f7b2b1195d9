using Functions.Tests.Support;
using ImageClassifier.Contracts;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Json;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Functions.Retraining;
using ImageClassifier.Functions.Retraining.Outcomes;
using ImageClassifier.Functions.Retraining.Planning;
using ImageClassifier.Functions.Retraining.Progress;
using ImageClassifier.Functions.Retraining.Reports;
using ImageClassifier.Functions.Training;
using ImageClassifier.Studies.Planning;
using Microsoft.DurableTask;
using Shared.Results;

namespace Functions.Tests.Retraining;

public sealed class RetrainOrchestratorTests
{
    private static readonly TrackingRun Parent = new("1", "parent");

    private static readonly RetrainInput Input = RetrainReplayTests.Input;

    private readonly List<string> _begun = [];
    private readonly List<CloseRunInput> _closed = [];
    private ReportInput? _report;
    private int _running;
    private int _mostAtOnce;

    [Fact]
    public void A_retrain_goes_from_the_photos_to_the_report()
    {
        ScriptedContext context = Context(Input, jobs: 1);

        RetrainReport report = context.Run<RetrainInput, RetrainReport>(RetrainOrchestrator.RunAsync);

        Assert.Equal("r-test", report.RetrainId);
        Assert.Equal(
        [
            nameof(RetrainActivities.CountPending), nameof(RetrainActivities.SnapshotDataset), nameof(RetrainActivities.CreateParentRun),
            nameof(RetrainActivities.PlanExperiments), nameof(TrainingJobOrchestrator), nameof(RetrainActivities.CloseRun),
            nameof(RetrainActivities.SelectChampion), nameof(RetrainActivities.PublishReport),
        ], context.Calls);
        Assert.Equal(RetrainStage.Finished, Assert.IsType<RetrainStatus>(context.Statuses[^1]).Stage);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void At_most_so_many_jobs_train_at_once(int most)
    {
        ScriptedContext context = Context(Input with { MaxParallelJobs = most }, jobs: 7);

        context.Run<RetrainInput, RetrainReport>(RetrainOrchestrator.RunAsync);

        Assert.Equal(7, _begun.Count);
        Assert.Equal(most, _mostAtOnce);
    }

    [Fact]
    public void Runs_that_are_the_same_job_train_once_and_are_closed_each()
    {
        ScriptedContext context = Context(Input, jobs: 2);
        context.On<PlanInput>(nameof(RetrainActivities.PlanExperiments), _ => (object)new PlannedJob[] { new("x", [0, 2]), new("y", [1]) });

        context.Run<RetrainInput, RetrainReport>(RetrainOrchestrator.RunAsync);

        Assert.Equal(["x", "y"], _begun);
        Assert.Equal([0, 1, 2], _report!.Runs.Select(run => run.Run));
    }

    [Fact]
    public void A_job_that_fails_does_not_end_the_others()
    {
        ScriptedContext context = Context(Input, jobs: 3, train: loop =>
            new JobOutcome(loop.JobId, loop.JobId == "j1" ? JobState.Failed : JobState.Finished, loop.JobId == "j1" ? "diverged" : null));

        context.Run<RetrainInput, RetrainReport>(RetrainOrchestrator.RunAsync);

        Assert.Equal([JobState.Finished, JobState.Failed, JobState.Finished], _report!.Runs.Select(run => run.State));
        Assert.Equal("diverged", _report.Runs[1].Error);
    }

    [Fact]
    public void The_worker_of_a_job_whose_orchestration_was_ended_is_stopped_and_the_others_go_on()
    {
        var stopped = new List<string>();
        ScriptedContext context = Context(Input, jobs: 2)
            .On<JobLoop>(nameof(TrainingJobOrchestrator), (JobLoop loop) => loop.JobId == "j1"
                ? new JobOutcome(loop.JobId, JobState.Finished)
                // As Durable does, which has no details of what was terminated.
                : throw new TaskFailedException(nameof(TrainingJobOrchestrator), 1, (TaskFailureDetails)null!))
            .On<string>(nameof(TrainingActivities.StopTraining), (string job) =>
            {
                stopped.Add(job);
                return (object?)null;
            });

        context.Run<RetrainInput, RetrainReport>(RetrainOrchestrator.RunAsync);

        Assert.Equal(["j0"], stopped);
        Assert.Equal([(JobState.Failed, "its orchestration was terminated"), (JobState.Finished, null)],
            _report!.Runs.Select(run => (run.State, run.Error)));
    }

    [Fact]
    public void After_the_time_limit_no_other_job_is_begun()
    {
        // Each takes ten minutes: two begin at 0, two at 10, and at 20 it is too late.
        ScriptedContext context = Context(Input with { TimeLimitMinutes = 15 }, jobs: 6);

        context.Run<RetrainInput, RetrainReport>(RetrainOrchestrator.RunAsync);

        Assert.Equal(["j0", "j1", "j2", "j3"], _begun);
        Assert.Equal(["j4", "j5"], _closed.Where(closed => closed.Outcome.State == JobState.Stopped)
            .Select(closed => closed.Outcome.JobId));
    }

    [Fact]
    public void A_search_goes_on_rung_by_rung_until_nothing_is_left()
    {
        var rungs = new Queue<PlannedJob[]>([[new("r1", [2]) { IsTrial = true }], []]);
        ScriptedContext context = Context(Input with { Search = Halving(budget: null) }, jobs: 2)
            .On<NextRungInput>(nameof(RetrainActivities.PlanNextRung), _ => (object)rungs.Dequeue());

        context.Run<RetrainInput, RetrainReport>(RetrainOrchestrator.RunAsync);

        Assert.Equal(["j0", "j1", "r1"], _begun);
        Assert.Equal([0, 1, 2], _report!.Runs.Select(run => run.Run));
        Assert.Empty(rungs);
    }

    [Fact]
    public void After_the_budget_of_a_search_no_trial_and_no_rung_is_begun()
    {
        // Each takes ten minutes, two at a time, and trains for six of them.
        ScriptedContext context = Context(Input with { Search = Halving(budget: 6) }, jobs: 0,
            train: loop => new JobOutcome(loop.JobId, JobState.Finished) { Seconds = 360 });
        context.On<PlanInput>(nameof(RetrainActivities.PlanExperiments),
            _ => (object)new PlannedJob[] { new("t0", [0]) { IsTrial = true }, new("t1", [1]) { IsTrial = true },
                new("t2", [2]) { IsTrial = true }, new("plain", [3]) });

        context.Run<RetrainInput, RetrainReport>(RetrainOrchestrator.RunAsync);

        Assert.Equal(["t0", "t1", "plain"], _begun);
        Assert.Equal("not begun, for the search's time budget was used up", _report!.Runs[2].Error);
        Assert.DoesNotContain(nameof(RetrainActivities.PlanNextRung), context.Calls);
    }

    [Fact]
    public void A_student_waits_for_its_teacher_and_is_not_begun_without_it()
    {
        ScriptedContext context = Context(Input with { MaxParallelJobs = 3 }, jobs: 0,
            train: loop => new JobOutcome(loop.JobId, loop.JobId == "bad" ? JobState.Failed : JobState.Finished, loop.JobId == "bad"
                ? "diverged" : null));
        context.On<PlanInput>(nameof(RetrainActivities.PlanExperiments), _ => (object)new PlannedJob[]
        {
            new("good", [0]), new("student", [1]) { Teacher = "good" }, new("bad", [2]), new("orphan", [3]) { Teacher = "bad" },
        });

        context.Run<RetrainInput, RetrainReport>(RetrainOrchestrator.RunAsync);

        Assert.Equal(["good", "bad", "student"], _begun);
        Assert.Equal((JobState.Failed, "not begun, for its teacher did not finish"), (_report!.Runs[3].State, _report.Runs[3].Error));
    }

    [Fact]
    public void A_budget_that_is_not_used_up_lets_trials_begin_however_late_it_is()
    {
        ScriptedContext context = Context(Input with { Search = Halving(budget: 6) }, jobs: 0,
            train: loop => new JobOutcome(loop.JobId, JobState.Finished) { Seconds = 60 });
        context.On<PlanInput>(nameof(RetrainActivities.PlanExperiments),
            _ => (object)Enumerable.Range(0, 5).Select(i => new PlannedJob($"t{i}", [i]) { IsTrial = true }).ToArray());
        context.On<NextRungInput>(nameof(RetrainActivities.PlanNextRung), _ => (object)Array.Empty<PlannedJob>());

        context.Run<RetrainInput, RetrainReport>(RetrainOrchestrator.RunAsync);

        Assert.Equal(["t0", "t1", "t2", "t3", "t4"], _begun);
        Assert.Contains(nameof(RetrainActivities.PlanNextRung), context.Calls);
    }

    [Fact]
    public void A_job_that_was_trained_before_is_written_up_and_not_begun()
    {
        ScriptedContext context = Context(Input with { MaxParallelJobs = 1, Search = Halving(budget: 1) }, jobs: 0);
        context.On<PlanInput>(nameof(RetrainActivities.PlanExperiments), _ => (object)new PlannedJob[]
        {
            new("plain", [0]), new("known", [1, 2]) { IsTrial = true, TrainedSeconds = 61 }, new("t", [3]) { IsTrial = true },
        });

        context.Run<RetrainInput, RetrainReport>(RetrainOrchestrator.RunAsync);

        Assert.Equal(["plain"], _begun);
        Assert.Equal([JobState.Finished, JobState.Finished, JobState.Finished, JobState.Stopped], _report!.Runs.Select(run => run.State));
    }

    /// <summary>With a student, a trial that fails, and a budget that ends in the first rung, in the second, or not at all.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData(1.0)]
    [InlineData(2.0)]
    public async Task A_study_comes_to_the_same_runs_here_and_with_a_local_training(double? budget)
    {
        var distillation = new DistillationOptions { Teacher = "experiment:teacher" };
        Experiment student = new() { Name = "student", Regularization = new RegularizationOptions { Distillation = distillation } };
        RetrainInput input = Input with
        {
            Experiments = [student, new Experiment { Name = "teacher", Epochs = 3 }, new Experiment { Name = "same", Epochs = 3 }],
            Search = Halving(budget) with { Base = new Experiment { Name = "trial", Epochs = 9 }, Trials = 7 },
            MaxParallelJobs = 1,
        };
        List<PlannedRun> planned = [];
        List<(string Job, string? Refusal)> there = [];
        ScriptedContext context = Context(input, jobs: 0, train: loop => Train(planned[loop.Run]) is { } result
                ? new JobOutcome(loop.JobId, JobState.Finished) { Seconds = result.Seconds }
                : new JobOutcome(loop.JobId, JobState.Failed, "diverged"))
            .On<PlanInput>(nameof(RetrainActivities.PlanExperiments), _ => Plan(StudyPlan.First(input, "digest")))
            .On<NextRungInput>(nameof(RetrainActivities.PlanNextRung), next =>
                Plan(StudyPlan.Next(input, "digest", [.. next.Runs.Select(run => (planned[run.Run], Train(planned[run.Run])))])));
        context.Run<RetrainInput, RetrainReport>(RetrainOrchestrator.RunAsync);

        IEnumerable<JobOutcome> refused = _closed.Select(run => run.Outcome).Where(outcome => outcome.Error == StudySchedule.BudgetUsedUp);
        List<(string Job, string? Refusal)> here =
            [.. _begun.Select(job => (job, (string?)null)), .. refused.Select(outcome => (outcome.JobId, outcome.Error))];
        await new StudyLoop(input, "digest", _ => null).RunAsync(turn =>
        {
            if (turn.Result is null) there.Add((turn.Job.JobId, turn.Refusal));
            return Task.FromResult(turn.Result ?? (turn.Refusal is null ? Train(turn.Runs[0]) : null));
        });

        Assert.Equal(there.OrderBy(entry => entry.Refusal is not null), here.Distinct());
        Assert.Equal(budget is null, there.TrueForAll(entry => entry.Refusal is null));

        object Plan(IReadOnlyList<PlannedRun> runs)
        {
            planned.AddRange(runs);
            return StudyPlan.Jobs(runs);
        }

        static TrainingResult? Train(PlannedRun run) => run.Trial == 3 ? null : FakeResult.Of(run.JobId, Parent,
            [
                .. Enumerable.Range(1, run.StopAfterEpoch ?? run.Experiment.Epochs)
                    .Select(epoch => new EpochRecord(epoch, 1, 0.5, 0.5, 0.5, 1e-3, 5, DateTimeOffset.UnixEpoch)),
            ],
            correct: 5 + run.Trial.GetValueOrDefault());
    }

    private static SearchOptions Halving(double? budget) => new()
    {
        Space = new Dictionary<string, SearchDimension> { ["model.dropout"] = new() { Min = 0, Max = 0.5 } },
        Strategy = SearchStrategy.SuccessiveHalving,
        TimeBudgetMinutes = budget,
    };

    [Fact]
    public void Photos_that_are_being_processed_are_waited_for()
    {
        int pending = 4;
        ScriptedContext context = Context(Input, jobs: 1)
            .On<string>(nameof(RetrainActivities.CountPending), (string _) => (object)new PendingCount(pending--, 0, ""));

        context.Run<RetrainInput, RetrainReport>(RetrainOrchestrator.RunAsync);

        Assert.Equal([4, 3, 2, 1], context.Statuses.OfType<RetrainStatus>()
            .Where(status => status.Stage == RetrainStage.WaitingForPhotos).Select(status => status.Pending));
        Assert.Empty(_report!.Snapshot.Warnings);
    }

    [Fact]
    public void Photos_that_make_no_progress_are_left_behind_with_a_warning()
    {
        ScriptedContext context = Context(Input, jobs: 1)
            .On<string>(nameof(RetrainActivities.CountPending), (string _) => (object)new PendingCount(3, 0, "a/1, a/2, a/3"));

        context.Run<RetrainInput, RetrainReport>(RetrainOrchestrator.RunAsync);

        Assert.Equal(["3 uploads could not be processed in time and are not part of this retrain: a/1, a/2, a/3"],
            _report!.Snapshot.Warnings);
    }

    [Fact]
    public void Uploads_that_do_not_move_are_asked_for_again()
    {
        int pending = 3;
        ScriptedContext context = Context(Input, jobs: 1)
            .On<string>(nameof(RetrainActivities.CountPending), (string _) => (object)new PendingCount(pending, 0, ""))
            .On<string>(nameof(RetrainActivities.RequestPending), (string _) => (object)(pending = 0));

        context.Run<RetrainInput, RetrainReport>(RetrainOrchestrator.RunAsync);

        Assert.Single(context.Calls, nameof(RetrainActivities.RequestPending));
        Assert.Empty(_report!.Snapshot.Warnings);
    }

    [Fact]
    public void Uploads_that_cannot_be_processed_are_asked_for_once_named_and_not_waited_for()
    {
        ScriptedContext context = Context(Input, jobs: 1)
            .On<string>(nameof(RetrainActivities.CountPending), (string _) =>
                (object)new PendingCount(0, 2, "a/1 (is leased), a/2 (is archived)"));

        context.Run<RetrainInput, RetrainReport>(RetrainOrchestrator.RunAsync);

        Assert.Equal([nameof(RetrainActivities.CountPending), nameof(RetrainActivities.RequestPending),
            nameof(RetrainActivities.SnapshotDataset)], context.Calls.Take(3));
        Assert.Equal(["2 uploads could not be processed and are not part of this retrain: a/1 (is leased), a/2 (is archived)"],
            _report!.Snapshot.Warnings);
        Assert.DoesNotContain(context.Statuses.OfType<RetrainStatus>(), status => status.Stage == RetrainStage.WaitingForPhotos);
    }

    [Fact]
    public void Uploads_that_cannot_be_processed_do_not_keep_the_others_from_being_waited_for()
    {
        int waiting = 3;
        ScriptedContext context = Context(Input, jobs: 1)
            .On<string>(nameof(RetrainActivities.CountPending), (string _) => (object)new PendingCount(waiting--, 1, "a/1 (is leased)"));

        context.Run<RetrainInput, RetrainReport>(RetrainOrchestrator.RunAsync);

        Assert.Equal([3, 2, 1], context.Statuses.OfType<RetrainStatus>()
            .Where(status => status.Stage == RetrainStage.WaitingForPhotos).Select(status => status.Pending));
        Assert.Single(context.Calls, nameof(RetrainActivities.RequestPending));
        Assert.Equal(["1 upload could not be processed and is not part of this retrain: a/1 (is leased)"], _report!.Snapshot.Warnings);
    }

    [Fact]
    public void Photos_that_cannot_be_trained_on_end_the_retrain_with_the_reason()
    {
        ScriptedContext context = Context(Input, jobs: 1).On<SnapshotInput>(nameof(RetrainActivities.SnapshotDataset),
            _ => new Snapshot("", [], [],
                [new Problem("$.dataset", "has one class only (a)"), new Problem("$.dataset", "has 2 distinct photos of a")]));

        RetrainFailedException error =
            Assert.Throws<RetrainFailedException>(() => context.Run<RetrainInput, RetrainReport>(RetrainOrchestrator.RunAsync));

        Assert.Equal("The data set cannot be trained on: it has one class only (a); it has 2 distinct photos of a.", error.Message);
        Assert.DoesNotContain(nameof(RetrainActivities.CreateParentRun), context.Calls);
    }

    [Fact]
    public void The_custom_status_stays_small_with_many_jobs()
    {
        ScriptedContext context = Context(Input with { MaxParallelJobs = 4 }, jobs: 500);

        context.Run<RetrainInput, RetrainReport>(RetrainOrchestrator.RunAsync);

        Assert.All(context.Statuses, status => Assert.InRange(System.Text.Json.JsonSerializer.Serialize(status).Length, 1, 2000));
    }

    [Fact]
    public void The_custom_status_stays_under_the_limit_of_16_KB_with_many_jobs_at_once()
    {
        ScriptedContext context = Context(Input with { MaxParallelJobs = 256 }, jobs: 0);
        context.On<PlanInput>(nameof(RetrainActivities.PlanExperiments),
            _ => (object)Enumerable.Range(0, 300).Select(i => new PlannedJob($"{i:x32}", [i])).ToArray());

        context.Run<RetrainInput, RetrainReport>(RetrainOrchestrator.RunAsync);

        // As Durable counts them, in UTF-16.
        Assert.All(context.Statuses, status =>
            Assert.InRange(2 * System.Text.Json.JsonSerializer.Serialize(status, CoreJson.Options).Length, 1, 16 * 1024));
    }

    [Fact]
    public void A_step_that_fails_for_good_ends_the_retrain_with_what_began_it()
    {
        var cause = new TaskFailureDetails("System.IO.IOException", "the disk is full", null, null, null);
        ScriptedContext context = Context(Input, jobs: 1).On<SnapshotInput>(nameof(RetrainActivities.SnapshotDataset),
            object? (_) => throw new TaskFailedException(nameof(RetrainActivities.SnapshotDataset), 1, cause));

        RetrainFailedException error =
            Assert.Throws<RetrainFailedException>(() => context.Run<RetrainInput, RetrainReport>(RetrainOrchestrator.RunAsync));

        Assert.Equal("the disk is full", error.Message);
    }

    private ScriptedContext Context(RetrainInput input, int jobs, Func<JobLoop, JobOutcome>? train = null)
    {
        var context = new ScriptedContext(input);
        return context
            .On<string>(nameof(RetrainActivities.CountPending), (string _) => (object)new PendingCount(0, 0, ""))
            .On<string>(nameof(RetrainActivities.RequestPending), (string _) => (object)0)
            .On<SnapshotInput>(nameof(RetrainActivities.SnapshotDataset), _ => new Snapshot("digest", [], [], []))
            .On<ParentRunInput>(nameof(RetrainActivities.CreateParentRun), _ => Parent)
            .On<PlanInput>(nameof(RetrainActivities.PlanExperiments),
                _ => (object)Enumerable.Range(0, jobs).Select(i => new PlannedJob($"j{i}", [i])).ToArray())
            .On<JobLoop>(nameof(TrainingJobOrchestrator), async loop =>
            {
                _begun.Add(loop.JobId);
                _mostAtOnce = Math.Max(_mostAtOnce, ++_running);
                await context.Delay(TimeSpan.FromMinutes(10));
                _running--;
                return train?.Invoke(loop) ?? new JobOutcome(loop.JobId, JobState.Finished);
            })
            .On<CloseRunInput>(nameof(RetrainActivities.CloseRun), close =>
            {
                _closed.Add(close);
                return new ClosedRun(close.Run, close.Outcome.State, close.Outcome.Error, Reused: false);
            })
            .On<ChampionInput>(nameof(RetrainActivities.SelectChampion), _ => new Champion("a", "j0", "run", "1", 0.9, 0.8, 0.95))
            .On<ReportInput>(nameof(RetrainActivities.PublishReport), given =>
            {
                _report = given;
                return new RetrainReport
                {
                    RetrainId = given.RetrainId,
                    ManifestDigest = given.Snapshot.Digest,
                    Counts = [],
                    Warnings = given.Snapshot.Warnings,
                    Runs = [],
                    Champion = given.Champion,
                    Tracking = Parent,
                    Seconds = 1,
                };
            });
    }
}
