using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Studies.Reports.Charts;

namespace ImageClassifier.Studies.Reports;

/// <summary>One training of a study and what came of it.</summary>
/// <param name="Experiment">What was trained.</param>
/// <param name="Repeat">From 0; runs of the same repeat and fold are compared with each other.</param>
/// <param name="Fold">From 0; 0 for a hold-out split.</param>
/// <param name="JobId">The job.</param>
/// <param name="Error">Why it did not finish; null if it did.</param>
/// <param name="Result">When it finished.</param>
/// <param name="Predictions">Its answers, photo by photo; without them, single runs cannot be tested for a difference.</param>
public sealed record StudyRun(
    Experiment Experiment, int Repeat, int Fold, string JobId, string? Error, TrainingResult? Result, ValidationPredictions? Predictions)
{
    /// <summary>Of a search: epochs after which it was compared, where those are not all.</summary>
    public int? StopAfterEpoch { get; init; }

    internal (int Fold, int Repeat) Pair => (Fold, Repeat);

    /// <param name="planned">As the plan has it.</param>
    /// <param name="error">Why it did not finish; null if it did.</param>
    /// <param name="result">When it finished.</param>
    /// <param name="predictions">Where they were kept.</param>
    public static StudyRun Of(PlannedRun planned, string? error, TrainingResult? result, ValidationPredictions? predictions) =>
        new(planned.Experiment, planned.Repeat, planned.Fold, planned.JobId, error, result,
            predictions)
        { StopAfterEpoch = planned.StopAfterEpoch };

    /// <summary>The runs that stand for their experiments: of a trial that went on, those of the last rung that it completed.</summary>
    /// <param name="runs">All runs of a study.</param>
    /// <param name="planned">The plan's part of a run.</param>
    /// <param name="finished">Whether a run did.</param>
    public static IReadOnlyList<T> Standing<T>(IEnumerable<T> runs, Func<T, PlannedRun> planned, Func<T, bool> finished) =>
    [
        .. runs.GroupBy(run => planned(run).Experiment.Name).SelectMany(experiment => experiment.GroupBy(run => planned(run).Rung)
            .OrderBy(rung => !rung.All(finished)).ThenByDescending(rung => rung.Key).First()),
    ];
}

/// <summary>All that a report is made of.</summary>
public sealed record StudyReport
{
    /// <summary>Of the study, or what else the trainings are.</summary>
    public required string Title { get; init; }

    public string? Description { get; init; }

    /// <summary>In the order of the plan.</summary>
    public required IReadOnlyList<StudyRun> Runs { get; init; }

    public required IReadOnlyList<ClassCount> Counts { get; init; }

    /// <summary>About the photos, in a person's words.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    public required string ManifestDigest { get; init; }

    /// <summary>Wall time of the whole.</summary>
    public required double Seconds { get; init; }

    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>The job whose model serves now; null where none does.</summary>
    public string? ServedJobId { get; init; }

    /// <summary>Its mistakes, or those of the winner's best run.</summary>
    public MistakeGallery? Mistakes { get; init; }
}
