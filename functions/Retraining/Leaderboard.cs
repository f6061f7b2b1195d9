using ImageClassifier.Core.Jobs;
using ImageClassifier.Core.Retraining;
using ImageClassifier.Core.Statistics;

namespace ImageClassifier.Functions.Retraining;

/// <summary>A planned run with what came of it.</summary>
/// <param name="Result">Of its job, when it finished.</param>
public sealed record RunOutcome(PlannedRun Run, ClosedRun Closed, TrainingResult? Result);

/// <summary>Puts runs in order. Pure.</summary>
public static class Leaderboard
{
    /// <summary>
    /// Best validation accuracy first; among equals the lower validation loss, then the fewer parameters, then the earlier in the
    /// plan. What has no result comes last.
    /// </summary>
    public static IReadOnlyList<RunOutcome> Rank(IEnumerable<RunOutcome> outcomes) =>
    [
        .. outcomes
            .OrderBy(outcome => outcome.Result is null)
            .ThenByDescending(outcome => outcome.Result?.BestValAccuracy)
            .ThenBy(outcome => outcome.Result is { } result ? ValLoss(result) : 0)
            .ThenBy(outcome => outcome.Result?.Parameters)
            .ThenBy(outcome => outcome.Run.Index),
    ];

    /// <summary>One line of the report.</summary>
    public static LeaderboardEntry Entry(RunOutcome outcome)
    {
        var entry = new LeaderboardEntry
        {
            Experiment = outcome.Run.Experiment.Name,
            Repeat = outcome.Run.Repeat,
            JobId = outcome.Run.JobId,
            RunId = outcome.Run.RunId,
            State = outcome.Closed.State,
            Reused = outcome.Closed.Reused,
            Error = outcome.Closed.Error,
        };
        if (outcome.Result is not { } result) return entry;
        WilsonInterval interval = result.Interval;
        double loss = ValLoss(result);
        return entry with
        {
            ValAccuracy = result.BestValAccuracy,
            ValAccuracyLow = interval.Low,
            ValAccuracyHigh = interval.High,
            TrainAccuracy = result.TrainAccuracy,
            Gap = result.Gap,
            ValLoss = double.IsFinite(loss) ? loss : null,
            BestEpoch = result.BestEpoch,
            Epochs = result.Epochs.Count,
            Seconds = result.Seconds,
        };
    }

    /// <summary>Of the best epoch; infinite where it is no number.</summary>
    private static double ValLoss(TrainingResult result)
    {
        double loss = result.Epochs.FirstOrDefault(epoch => epoch.Epoch == result.BestEpoch)?.ValLoss ?? double.PositiveInfinity;
        return double.IsNaN(loss) ? double.PositiveInfinity : loss;
    }
}
