using ImageClassifier.Core.Experiments;
using ImageClassifier.Core.Jobs;

namespace ImageClassifier.Functions.Retraining;

/// <summary>One run of the comparison: an experiment with one seed.</summary>
/// <param name="Index">Position in the plan.</param>
/// <param name="Experiment">What is trained.</param>
/// <param name="Repeat">From 0; repeats differ in their seed only.</param>
/// <param name="Seed">Of this run.</param>
/// <param name="JobId">The job that does it; several runs may share one.</param>
/// <param name="RunId">Its MLflow run; empty until it is made.</param>
public sealed record PlannedRun(int Index, Experiment Experiment, int Repeat, int Seed, string JobId, string RunId = "")
{
    /// <summary>What people see: <c>tuned</c>, or <c>tuned 2</c> for its second repeat.</summary>
    public string Name(int repeats) => repeats == 1 ? Experiment.Name : FormattableString.Invariant($"{Experiment.Name} {Repeat + 1}");
}

/// <summary>All runs of a retrain, <c>reports/{retrainId}.plan.json</c>.</summary>
public sealed record RetrainPlan
{
    public int SchemaVersion { get; init; } = 1;

    public required string RetrainId { get; init; }

    public string? Study { get; init; }

    public required string ManifestDigest { get; init; }

    /// <summary>The parent run.</summary>
    public required TrackingRun Tracking { get; init; }

    public required IReadOnlyList<PlannedRun> Runs { get; init; }

    /// <summary>Every experiment with each of its seeds, experiment by experiment.</summary>
    public static IReadOnlyList<PlannedRun> Expand(RetrainInput retrain, string manifestDigest) =>
    [
        .. retrain.Experiments
            .SelectMany(experiment => Enumerable.Range(0, retrain.Repeats)
                .Select(repeat => (Experiment: experiment, Repeat: repeat, Seed: unchecked((experiment.Seed ?? retrain.Seed) + repeat))))
            .Select((run, index) => new PlannedRun(index, run.Experiment, run.Repeat, run.Seed,
                TrainingJob.ComputeId(run.Experiment, manifestDigest, fold: 0, run.Seed))),
    ];

    /// <summary>The distinct jobs, in the order of their first runs.</summary>
    public static IReadOnlyList<PlannedJob> Jobs(IEnumerable<PlannedRun> runs) =>
        [.. runs.GroupBy(run => run.JobId).Select(same => new PlannedJob(same.Key, [.. same.Select(run => run.Index)]))];
}
