using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Functions.Retraining.Planning;
using ImageClassifier.Studies.Planning;

namespace Functions.Tests.Retraining;

public sealed class RetrainPlanTests
{
    [Fact]
    public void Repeats_follow_the_seed_of_the_experiment_or_of_the_retrain()
    {
        IReadOnlyList<PlannedRun> runs = Expand(3, new Experiment { Name = "a" }, new Experiment { Name = "b", Seed = 7 });

        Assert.Equal([42, 43, 44, 7, 8, 9], runs.Select(run => run.Seed));
        Assert.Equal([0, 1, 2, 3, 4, 5], runs.Select(run => run.Index));
        Assert.Equal(["a 1", "a 2", "a 3"], runs.Take(3).Select(run => run.Name(repeats: 3)));
        Assert.Equal("a", runs[0].Name(repeats: 1));
    }

    [Fact]
    public void Experiments_that_differ_in_their_names_only_are_one_job()
    {
        IReadOnlyList<PlannedRun> runs =
            Expand(1, new Experiment { Name = "a" }, new Experiment { Name = "b", Epochs = 3 }, new Experiment { Name = "c" });

        IReadOnlyList<PlannedJob> jobs = StudyPlan.Jobs(runs);

        Assert.Equal(2, jobs.Count);
        Assert.Equal([0, 2], jobs[0].Runs);
        Assert.Equal([1], jobs[1].Runs);
    }

    [Fact]
    public void Repeats_of_overlapping_seeds_share_jobs()
    {
        IReadOnlyList<PlannedRun> runs = Expand(2, new Experiment { Name = "a", Seed = 1 }, new Experiment { Name = "b", Seed = 2 });

        Assert.Equal(3, StudyPlan.Jobs(runs).Count);
    }

    [Fact]
    public void The_largest_seed_has_repeats_too()
    {
        Assert.Equal([int.MaxValue, int.MinValue], Expand(2, new Experiment { Name = "a", Seed = int.MaxValue }).Select(run => run.Seed));
    }

    private static IReadOnlyList<PlannedRun> Expand(int repeats, params Experiment[] experiments) => StudyPlan.First(new RetrainInput
    {
        Experiments = experiments,
        Seed = 42,
        Repeats = repeats,
        ValidationFraction = 0.2,
        MaxParallelJobs = 1,
        TimeLimitMinutes = 1,
    }, "digest");
}
