using System.Globalization;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Jobs;

namespace ImageClassifier.Contracts.Retraining;

/// <summary>One run of the comparison: an experiment with one seed on one fold.</summary>
/// <param name="Index">Position in the plan.</param>
/// <param name="Experiment">What is trained.</param>
/// <param name="Repeat">From 0; repeats differ in their seed only.</param>
/// <param name="Seed">Of this run.</param>
/// <param name="JobId">The job that does it; several runs may share one.</param>
/// <param name="RunId">Its MLflow run; empty until it is made.</param>
public sealed record PlannedRun(int Index, Experiment Experiment, int Repeat, int Seed, string JobId, string RunId = "")
{
    /// <summary>From 0; 0 for a hold-out split.</summary>
    public int Fold { get; init; }

    /// <summary>Of a search, from 1.</summary>
    public int? Trial { get; init; }

    /// <summary>Of a search, from 0.</summary>
    public int Rung { get; init; }

    /// <summary>Epochs after which it is compared, where those are not all.</summary>
    public int? StopAfterEpoch { get; init; }

    /// <summary>The job of the rung before, which it continues.</summary>
    public string? ContinuesJob { get; init; }

    /// <summary>The job whose model teaches it; it is trained first.</summary>
    public string? TeacherJob { get; init; }

    /// <summary>The job that does it, on its first attempt.</summary>
    /// <param name="manifestDigest">Names the photos.</param>
    /// <param name="tracking">The run that it reports to.</param>
    /// <param name="orchestrationId">The instance that waits for its events.</param>
    public TrainingJob Job(string manifestDigest, TrackingRun tracking, string orchestrationId) => new()
    {
        Id = JobId,
        Experiment = Experiment,
        ManifestDigest = manifestDigest,
        Repeat = Repeat,
        Fold = Fold,
        Seed = Seed,
        StopAfterEpoch = StopAfterEpoch,
        ContinuesJob = ContinuesJob,
        Tracking = tracking,
        OrchestrationId = orchestrationId,
    };

    /// <summary>
    /// What people see: <c>tuned</c>, <c>tuned 2</c> for its second repeat, <c>tuned 2, fold 3</c>, <c>trial-07, 9 epochs</c>.
    /// </summary>
    public string Name(int repeats, int folds = 1)
    {
        string repeat = repeats == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" {Repeat + 1}");
        string fold = folds == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $", fold {Fold + 1}");
        string rung = StopAfterEpoch is null ? ""
            : string.Create(CultureInfo.InvariantCulture, $", {StopAfterEpoch} {(StopAfterEpoch == 1 ? "epoch" : "epochs")}");
        return $"{Experiment.Name}{repeat}{fold}{rung}";
    }
}

/// <summary>One distinct job of a plan.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Runs">Indices of the planned runs that are this job; it is trained for the first.</param>
public sealed record PlannedJob(string JobId, IReadOnlyList<int> Runs)
{
    /// <summary>The job that must be finished first, for its model teaches this one.</summary>
    public string? Teacher { get; init; }

    /// <summary>The job of the rung before, whose epochs it takes over.</summary>
    public string? Continues { get; init; }

    /// <summary>Whether it is part of a search, and so under its time budget.</summary>
    public bool IsTrial { get; init; }

    /// <summary>Where its result is there already: the seconds that all its epochs took; null for one that is to be trained.</summary>
    public double? TrainedSeconds { get; init; }
}
