using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Contracts.Statistics;
using ImageClassifier.Studies.Planning;

namespace ImageClassifier.Functions.Retraining.Outcomes;

/// <summary>A planned run with what came of it.</summary>
/// <param name="Result">Of its job, when it finished.</param>
public sealed record RunOutcome(PlannedRun Run, ClosedRun Closed, TrainingResult? Result);

/// <summary>Puts runs in order. Pure.</summary>
public static class Leaderboard
{
    /// <summary>
    /// Experiment by experiment, the best first (see <see cref="StudyRanking.Score"/>), and of each its best run first: the first of all is
    /// the champion. What has no result comes last.
    /// </summary>
    public static IReadOnlyList<RunOutcome> Rank(IReadOnlyList<RunOutcome> outcomes)
    {
        List<string> experiments = [.. Scores(outcomes).Select(score => score.Experiment)];
        return
        [
            .. StudyRanking.Order(outcomes, outcome => outcome.Run, outcome => outcome.Result)
                .OrderBy(outcome => outcome.Result is null).ThenBy(outcome => experiments.IndexOf(outcome.Run.Experiment.Name))
                // Of a trial the rung that it came to.
                .ThenByDescending(outcome => outcome.Run.Rung),
        ];
    }

    /// <summary>What the experiments are worth, best first.</summary>
    public static IReadOnlyList<ExperimentScore> Scores(IEnumerable<RunOutcome> outcomes) =>
        StudyRanking.Score(outcomes.OrderBy(outcome => outcome.Run.Index).Select(outcome => (outcome.Run, outcome.Result)));

    /// <summary>One line of the report.</summary>
    /// <param name="outcome">A run.</param>
    /// <param name="folds">Of the study.</param>
    public static LeaderboardEntry Entry(RunOutcome outcome, int folds = 1)
    {
        var entry = new LeaderboardEntry
        {
            Experiment = outcome.Run.Experiment.Name,
            Repeat = outcome.Run.Repeat,
            Fold = folds == 1 ? null : outcome.Run.Fold,
            Trial = outcome.Run.Trial,
            StopAfterEpoch = outcome.Run.StopAfterEpoch,
            JobId = outcome.Run.JobId,
            RunId = outcome.Run.RunId,
            State = outcome.Closed.State,
            Reused = outcome.Closed.Reused,
            Error = outcome.Closed.Error,
        };
        if (outcome.Result is not { } result) return entry;
        WilsonInterval interval = result.Interval;
        double loss = StudyRanking.ValLoss(result);
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
}
