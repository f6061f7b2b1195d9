using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Studies.Planning;
using Shared.Results;

namespace Studies.Tests.Planning;

public sealed class StudyPlanTests
{
    private static readonly SearchOptions Search = new()
    {
        Base = new Experiment { Name = "trial", Epochs = 20 },
        Space = new Dictionary<string, SearchDimension>
        {
            ["optimizer.learningRate"] = new() { Min = 1e-4, Max = 1e-2, Log = true },
            ["batchSize"] = new() { Min = 4, Max = 7, Integer = true },
        },
        Strategy = SearchStrategy.SuccessiveHalving,
        Trials = 10,
    };

    private static readonly StudyOrder Order = new() { Experiments = [], Seed = 42, Repeats = 1, ValidationFraction = 0.2 };

    [Fact]
    public void Every_experiment_is_planned_with_each_seed_on_each_fold()
    {
        IReadOnlyList<PlannedRun> runs = StudyPlan.First(Order with
        {
            Experiments = [new Experiment { Name = "a" },
            new Experiment { Name = "b", Seed = 7 }],
            Repeats = 2,
            Folds = 3
        }, "digest");

        Assert.Equal(12, runs.Count);
        Assert.Equal([(42, 0), (42, 1), (42, 2), (43, 0), (43, 1), (43, 2), (7, 0)], runs.Take(7).Select(run => (run.Seed, run.Fold)));
        Assert.Equal(12, runs.Select(run => run.JobId).Distinct().Count());
        Assert.Equal("a 2, fold 3", runs[5].Name(repeats: 2, folds: 3));
    }

    [Fact]
    public void A_trial_is_a_function_of_seed_and_number_within_the_space()
    {
        IReadOnlyList<Experiment> trials = SearchSpace.Draw(Search, seed: 1).Trials,
            more = SearchSpace.Draw(Search with { Trials = 200 }, seed: 1).Trials;

        Assert.Equal(trials.Select(trial => trial.Optimizer.LearningRate), more.Take(10).Select(trial => trial.Optimizer.LearningRate));
        Assert.NotEqual(trials[0].Optimizer.LearningRate, SearchSpace.Draw(Search, seed: 2).Trials[0].Optimizer.LearningRate);
        Assert.All(more, trial => Assert.InRange(trial.Optimizer.LearningRate, 1e-4, 1e-2));
        // Half of a logarithmic range lies below its geometric middle.
        Assert.InRange(more.Count(trial => trial.Optimizer.LearningRate < 1e-3), 75, 125);
        Assert.Equal([4, 5, 6, 7], more.Select(trial => trial.BatchSize).Distinct().Order());
        Assert.Equal(["trial-01", "trial-001"], [trials[0].Name, more[0].Name]);
    }

    [Fact]
    public void Each_rung_keeps_the_best_third_for_three_times_the_epochs()
    {
        StudyOrder order = Order with { Search = Search };
        IReadOnlyList<PlannedRun> first = StudyPlan.First(order, "digest");
        List<(PlannedRun, TrainingResult?)> outcomes = [.. first.Select(run => (run, Result(run, correct: run.Trial!.Value)))];

        IReadOnlyList<PlannedRun> second = StudyPlan.Next(order, "digest", outcomes);
        outcomes.AddRange(second.Select(run => (run, Result(run, correct: 20 - run.Trial!.Value))));
        IReadOnlyList<PlannedRun> third = StudyPlan.Next(order, "digest", outcomes);
        outcomes.AddRange(third.Select(run => (run, Result(run, correct: 20))));

        Assert.Equal([3, 9, 20], Search.Rungs(20));
        Assert.Equal([8, 9, 10], second.Select(run => run.Trial!.Value));
        Assert.All(second, run =>
            Assert.Equal((1, 9, first[run.Trial!.Value - 1].JobId), (run.Rung, run.StopAfterEpoch, run.ContinuesJob)));
        PlannedRun last = Assert.Single(third);
        Assert.Equal((8, 2, null), (last.Trial, last.Rung, last.StopAfterEpoch));
        // The whole training: the same job as if there were no search.
        Assert.Equal(TrainingJob.ComputeId(last.Experiment, "digest", 0, 42), last.JobId);
        Assert.Empty(StudyPlan.Next(order, "digest", outcomes));
        Assert.Equal("trial-08", StudyRanking.Score(outcomes)[0].Experiment);
        Assert.Equal(10, StudyRanking.Score(outcomes).Count);
    }

    [Fact]
    public void A_trial_that_did_not_finish_does_not_go_on()
    {
        StudyOrder order = Order with { Search = Search with { Trials = 3, Eta = 2 } };
        IReadOnlyList<PlannedRun> first = StudyPlan.First(order, "digest");

        IReadOnlyList<PlannedRun> next =
            StudyPlan.Next(order, "digest", [.. first.Select(run => (run, run.Trial == 2 ? null : Result(run, correct: 5)))]);

        Assert.Equal([1], next.Select(run => run.Trial!.Value));
    }

    [Fact]
    public void A_teacher_is_the_job_of_the_same_repeat_and_fold_and_comes_first()
    {
        Experiment student = new()
        {
            Name = "student",
            Regularization = new RegularizationOptions { Distillation = new DistillationOptions { Teacher = "experiment:teacher" } }
        };
        IReadOnlyList<PlannedRun> runs =
            StudyPlan.First(Order with { Experiments = [student, new Experiment { Name = "teacher", Epochs = 3 }], Folds = 2 }, "digest");

        IReadOnlyList<PlannedJob> jobs = StudyPlan.Jobs(runs);

        Assert.Equal([runs[2].JobId, runs[3].JobId], runs.Take(2).Select(run => run.TeacherJob));
        Assert.Equal(runs[2].JobId, runs[0].Experiment.Regularization.Distillation!.Teacher);
        Assert.All(jobs.Where(job => job.Teacher is not null), job =>
            Assert.True(jobs.ToList().FindIndex(other => other.JobId == job.Teacher) < jobs.ToList().IndexOf(job)));
    }

    [Fact]
    public void The_best_is_best_on_average_over_all_its_runs()
    {
        PlannedRun Run(int index, string name, int fold) => new(index, new Experiment { Name = name }, 0, 42, $"j{index}") { Fold = fold };
        PlannedRun[] runs =
            [Run(0, "lucky", 0), Run(1, "lucky", 1), Run(2, "steady", 0), Run(3, "steady", 1), Run(4, "half", 0), Run(5, "half", 1)];
        int[] correct = [19, 9, 15, 16, 20];

        IReadOnlyList<ExperimentScore> scores =
            StudyRanking.Score([.. runs.Select((run, i) => (run, i < correct.Length ? Result(run, correct[i]) : null))]);

        Assert.Equal(["steady", "lucky", "half"], scores.Select(score => score.Experiment));
        Assert.Equal((0.775, 3), (scores[0].ValAccuracy, scores[0].BestRun));
        Assert.Equal(0.0353553, scores[0].ValAccuracyStd!.Value, 6);
        Assert.Equal((1, 2), (scores[2].Runs, scores[2].Planned));
        // 0.775 - 12.7062 · √(1/2 + 1) · 0.0353553: the corrected t-interval of two folds, as in the report.
        Assert.Equal(0.224806, scores[0].ValAccuracyLow!.Value, 5);
        Assert.Equal(1, scores[0].ValAccuracyHigh);
    }

    private static TrainingResult? Result(PlannedRun run, int correct) => FakeResult.Of(
        run.JobId, new TrackingRun("1", "r"), [new EpochRecord(1, 1, 0.5, 0.5, 0.5, 1e-3, 1, DateTimeOffset.UnixEpoch)], correct);
}
