using ImageClassifier.Core.Jobs;
using ImageClassifier.Core.Statistics;

namespace ImageClassifier.Core.Retraining;

/// <summary>What an experiment is worth, over its folds and repeats.</summary>
public sealed record ExperimentScore
{
    public required string Experiment { get; init; }

    /// <summary>Finished.</summary>
    public required int Runs { get; init; }

    public required int Planned { get; init; }

    /// <summary>Mean of the runs' validation accuracies, in [0, 1]; null when none finished.</summary>
    public double? ValAccuracy { get; init; }

    /// <summary>Their sample standard deviation; null with fewer than two.</summary>
    public double? ValAccuracyStd { get; init; }

    /// <summary>
    /// Bounds of a 95 % Wilson interval of the mean, for as many photos as validated in one repeat: all folds together. Repeats measure the
    /// same photos again and make it no narrower.
    /// </summary>
    public double? ValAccuracyLow { get; init; }

    public double? ValAccuracyHigh { get; init; }

    public double? TrainAccuracy { get; init; }

    /// <summary>Mean loss of the runs' best epochs.</summary>
    public double? ValLoss { get; init; }

    public long? Parameters { get; init; }

    /// <summary>Of a search, from 1.</summary>
    public int? Trial { get; init; }

    /// <summary>Of a search: how far it came, from 0.</summary>
    public int Rung { get; init; }

    /// <summary>Epochs after which it was compared, where those are not all.</summary>
    public int? StopAfterEpoch { get; init; }

    /// <summary>Index of its best finished run: the model that stands for it.</summary>
    public int? BestRun { get; init; }
}

/// <summary>Puts experiments and their runs in order. Pure.</summary>
public static class StudyRanking
{
    /// <summary>
    /// Best first: the highest mean validation accuracy; of equals the lower mean validation loss, then the fewer parameters, then the earlier
    /// in the plan. An experiment some of whose runs did not finish comes after all that are complete, for a mean over
    /// fewer runs is easily lucky; one without any comes last. A trial counts by the last rung that it completed.
    /// </summary>
    public static IReadOnlyList<ExperimentScore> Score(IEnumerable<(PlannedRun Run, TrainingResult? Result)> outcomes) =>
    [
        .. outcomes.GroupBy(outcome => outcome.Run.Experiment.Name)
            .Select(experiment => experiment.GroupBy(outcome => outcome.Run.Rung).Select(rung => Of([.. rung]))
                .OrderBy(rung => rung.Score.Runs < rung.Score.Planned).ThenByDescending(rung => rung.Score.Rung).First())
            .OrderBy(entry => entry.Score.Runs == 0).ThenBy(entry => entry.Score.Runs < entry.Score.Planned)
            .ThenByDescending(entry => entry.Score.ValAccuracy).ThenBy(entry => entry.Loss).ThenBy(entry => entry.Score.Parameters)
            .ThenBy(entry => entry.FirstIndex)
            .Select(entry => entry.Score),
    ];

    /// <summary>Validation loss of the best epoch; infinite where it is no number.</summary>
    public static double ValLoss(TrainingResult result)
    {
        double loss = result.Epochs.FirstOrDefault(epoch => epoch.Epoch == result.BestEpoch)?.ValLoss ?? double.PositiveInfinity;
        return double.IsNaN(loss) ? double.PositiveInfinity : loss;
    }

    /// <summary>Single runs, best first, by the rules of <see cref="Score"/>.</summary>
    public static IOrderedEnumerable<T> Order<T>(IEnumerable<T> runs, Func<T, PlannedRun> run, Func<T, TrainingResult?> result) => runs
        .OrderBy(entry => result(entry) is null)
        .ThenByDescending(entry => result(entry)?.BestValAccuracy)
        .ThenBy(entry => result(entry) is { } found ? ValLoss(found) : 0)
        .ThenBy(entry => result(entry)?.Parameters)
        .ThenBy(entry => run(entry).Index);

    private static (ExperimentScore Score, double Loss, int FirstIndex) Of(IReadOnlyList<(PlannedRun Run, TrainingResult? Result)> runs)
    {
        PlannedRun first = runs[0].Run;
        TrainingResult[] results = [.. runs.Select(outcome => outcome.Result).OfType<TrainingResult>()];
        var score = new ExperimentScore
        {
            Experiment = first.Experiment.Name,
            Runs = results.Length,
            Planned = runs.Count,
            Trial = first.Trial,
            Rung = first.Rung,
            StopAfterEpoch = first.StopAfterEpoch,
        };
        int index = runs.Min(outcome => outcome.Run.Index);
        if (results.Length == 0) return (score, double.PositiveInfinity, index);

        double mean = results.Average(result => result.BestValAccuracy), loss = results.Average(ValLoss);
        int repeats = runs.Where(outcome => outcome.Result is not null).Select(outcome => outcome.Run.Repeat).Distinct().Count();
        int photos = (int)Math.Round((double)results.Sum(result => result.ValTotal) / repeats);
        WilsonInterval interval = WilsonInterval.Of((int)Math.Round(mean * photos), photos);
        return (score with
        {
            ValAccuracy = mean,
            ValAccuracyStd = results.Length < 2 ? null : Math.Sqrt(results.Sum(result => Math.Pow(result.BestValAccuracy - mean, 2)) / (results.Length - 1)),
            ValAccuracyLow = interval.Low,
            ValAccuracyHigh = interval.High,
            TrainAccuracy = results.Average(result => result.TrainAccuracy),
            ValLoss = double.IsFinite(loss) ? loss : null,
            Parameters = results[0].Parameters,
            BestRun = Order(runs.Where(outcome => outcome.Result is not null), outcome => outcome.Run, outcome => outcome.Result).First().Run.Index,
        }, loss, index);
    }
}
