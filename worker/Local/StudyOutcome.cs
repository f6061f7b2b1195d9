using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Studies.Planning;
using ImageClassifier.Studies.Statistics;

namespace ImageClassifier.Worker.Local;

/// <summary>One run of a local study.</summary>
/// <param name="Folder">Of its files, below the study's folder.</param>
/// <param name="Error">Why it did not finish, for a person.</param>
internal sealed record StudyRunOutcome(PlannedRun Run, string Folder, TrainingResult? Result, TestResult? Test, string? Error);

/// <summary>Mean and spread of an experiment's runs on test photos.</summary>
/// <param name="Std">Sample standard deviation; null with fewer than two runs.</param>
internal sealed record TestScore(string Experiment, int Runs, double Accuracy, double? Std);

/// <summary>One run as <c>study.json</c> has it.</summary>
internal sealed record StudyRunLine(
    string Experiment, int Repeat, int Fold, int? Trial, int Rung, int? StopAfterEpoch, int Seed, string JobId, string Folder,
    double? ValAccuracy, double? TestAccuracy, double? TrainAccuracy, string? Error);

/// <summary>The model that won.</summary>
/// <param name="Folder">Of its files, below the study's folder.</param>
/// <param name="ValAccuracy">Of this model. It was used to choose it, so it flatters it; the experiment's mean is the better
/// estimate.</param>
/// <param name="MeanValAccuracy">Of its experiment.</param>
internal sealed record StudyChampion(string Experiment, string JobId, string Folder, double ValAccuracy, double MeanValAccuracy,
    double? TestAccuracy);

/// <summary>What came of a local study, <c>study.json</c>.</summary>
internal sealed record StudyOutcome
{
    public int SchemaVersion { get; init; } = 1;

    public string? Study { get; init; }

    public required int Seed { get; init; }

    public required int Repeats { get; init; }

    public required int Folds { get; init; }

    public required string ManifestDigest { get; init; }

    public required IReadOnlyList<ClassCount> Counts { get; init; }

    /// <summary>In a person's words: about the photos, and about what the numbers do not mean.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Best first.</summary>
    public required IReadOnlyList<ExperimentScore> Experiments { get; init; }

    /// <summary>Of the same experiments on the test photos, in the same order; empty without such photos.</summary>
    public required IReadOnlyList<TestScore> Test { get; init; }

    /// <summary>In the plan's order.</summary>
    public required IReadOnlyList<StudyRunLine> Runs { get; init; }

    /// <summary>Null when no run finished.</summary>
    public StudyChampion? Champion { get; init; }

    public static StudyOutcome Of(StudyOrder order, Manifest manifest, string manifestDigest, IReadOnlyList<StudyRunOutcome> runs,
        IEnumerable<string> notes)
    {
        IReadOnlyList<ExperimentScore> scores = StudyRanking.Score(runs.Select(run => (run.Run, run.Result)));
        ExperimentScore? best = StudyRanking.Winner(scores);
        StudyRunOutcome? winner = runs.FirstOrDefault(run => run.Run.Index == best?.BestRun);
        return new StudyOutcome
        {
            Study = order.Study,
            Seed = order.Seed,
            Repeats = order.Repeats,
            Folds = order.Folds,
            ManifestDigest = manifestDigest,
            Counts = manifest.Counts,
            Notes = [.. notes, .. StudyNotes.Of(order.Folds, scores)],
            Experiments = scores,
            Test = [.. scores.Select(score => TestOf(score, runs)).OfType<TestScore>()],
            Runs =
            [
                .. runs.Select(run => new StudyRunLine(run.Run.Experiment.Name, run.Run.Repeat, run.Run.Fold, run.Run.Trial, run.Run.Rung,
                    run.Run.StopAfterEpoch,
                    run.Run.Seed, run.Run.JobId, run.Folder, run.Result?.BestValAccuracy, run.Test?.Accuracy, run.Result?.TrainAccuracy,
                        run.Error)),
            ],
            Champion = winner is not { Result: { } result } ? null : new StudyChampion(
                winner.Run.Experiment.Name, winner.Run.JobId, winner.Folder, result.BestValAccuracy, best!.ValAccuracy!.Value,
                    winner.Test?.Accuracy),
        };
    }

    private static TestScore? TestOf(ExperimentScore score, IReadOnlyList<StudyRunOutcome> runs)
    {
        double[] values =
        [
            .. runs.Where(run => run.Run.Experiment.Name == score.Experiment && run.Run.Rung == score.Rung)
                .Select(run => run.Test?.Accuracy).OfType<double>(),
        ];
        var summary = SampleSummary.Of(values);
        return summary.Count == 0 ? null : new TestScore(score.Experiment, summary.Count, summary.Mean, summary.Std);
    }
}
