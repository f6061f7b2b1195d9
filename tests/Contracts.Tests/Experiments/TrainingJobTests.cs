using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Jobs;

namespace Contracts.Tests.Experiments;

public sealed class TrainingJobTests
{
    private static readonly Experiment Recipe = new() { Name = "baseline", Description = "the first", Seed = 1 };

    [Fact]
    public void Names_and_descriptions_do_not_make_another_job()
    {
        Assert.Equal(Id(Recipe), Id(Recipe with { Name = "other", Description = null, Seed = 2 }));
    }

    [Fact]
    public void Whatever_changes_the_result_makes_another_job()
    {
        string[] ids =
        [
            Id(Recipe), Id(Recipe with { Epochs = 16 }), Id(Recipe with { Optimizer = new OptimizerOptions { LearningRate = 2e-3 } }),
            Id(Recipe, manifest: "other"), Id(Recipe, fold: 1), Id(Recipe, seed: 43),
        ];

        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[0-9a-f]{32}$", id));
    }

    [Fact]
    public void An_id_that_does_not_belong_to_the_content_is_a_problem()
    {
        var job = new TrainingJob
        {
            Id = Id(Recipe),
            Experiment = Recipe,
            ManifestDigest = "digest",
            Seed = 42,
            Tracking = new TrackingRun("1", "r"),
            OrchestrationId = "o",
        };

        Assert.Empty(job.Validate());
        Assert.Equal("$.id", Assert.Single((job with { Seed = 43 }).Validate()).Path);
    }

    [Fact]
    public void Where_a_job_stops_is_part_of_its_id_and_what_it_continues_is_not()
    {
        string whole = Id(Recipe), early = TrainingJob.ComputeId(Recipe, "digest", 0, 42, stopAfterEpoch: 3);
        var job = new TrainingJob
        {
            Id = early,
            Experiment = Recipe,
            ManifestDigest = "digest",
            Seed = 42,
            StopAfterEpoch = 3,
            ContinuesJob = TrainingJob.ComputeId(Recipe, "digest", 0, 42, stopAfterEpoch: 1),
            Tracking = new TrackingRun("1", "r"),
            OrchestrationId = "o",
        };

        Assert.NotEqual(whole, early);
        Assert.Empty(job.Validate());
        Assert.Equal("$.id", Assert.Single((job with { StopAfterEpoch = 4 }).Validate()).Path);
        Assert.Contains((job with { ContinuesJob = early }).Validate(), problem => problem.Path == "$.continuesJob");
        Assert.Contains((job with { StopAfterEpoch = 0 }).Validate(), problem => problem.Path == "$.stopAfterEpoch");
    }

    private static string Id(Experiment experiment, string manifest = "digest", int fold = 0, int seed = 42) =>
        TrainingJob.ComputeId(experiment, manifest, fold, seed);
}
