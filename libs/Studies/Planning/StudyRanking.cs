using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Contracts.Statistics;
using ImageClassifier.Studies.Statistics;

namespace ImageClassifier.Studies.Planning;

/// <summary>Puts experiments and their runs in order. Pure.</summary>
public static class StudyRanking
{
    /// <summary>
    /// Best first: the highest mean validation accuracy; of equals the lower mean validation loss, then the fewer parameters, then the
    /// earlier in the plan. An experiment some of whose runs did not finish comes after all that are complete, for a mean over
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

    /// <summary>The experiment that won; null when no run finished.</summary>
    /// <param name="scores">Best first.</param>
    public static ExperimentScore? Winner(IEnumerable<ExperimentScore> scores) => scores.FirstOrDefault(score => score.BestRun is not null);

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

        SampleSummary accuracy = SampleSummary.Of([.. results.Select(result => result.BestValAccuracy)]);
        double loss = results.Average(ValLoss);
        WilsonInterval interval = AccuracyInterval.Of(results, runs.Where(outcome => outcome.Result is not null)
            .Select(outcome => outcome.Run.Fold).Distinct().Count());
        return (score with
        {
            ValAccuracy = accuracy.Mean,
            ValAccuracyStd = accuracy.Std,
            ValAccuracyLow = interval.Low,
            ValAccuracyHigh = interval.High,
            TrainAccuracy = results.Average(result => result.TrainAccuracy),
            ValLoss = double.IsFinite(loss) ? loss : null,
            Parameters = results[0].Parameters,
            BestRun = Order(runs.Where(outcome => outcome.Result is not null), outcome => outcome.Run, outcome => outcome.Result)
                .First().Run.Index,
        }, loss, index);
    }
}
