using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Functions.Retraining.Outcomes;
using ImageClassifier.Functions.Retraining;

namespace Functions.Tests.Support;

/// <summary>Results of trainings that never were.</summary>
internal static class Results
{
    public static readonly DateTimeOffset Ended = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static TrainingResult Of(string jobId, string runId, int correct = 15, int total = 20, double valLoss = 0.5,
        long parameters = 1000) => new()
        {
            JobId = jobId,
            Tracking = new TrackingRun("1", runId),
            Epochs =
        [
            new EpochRecord(1, 0.9, 0.5, valLoss + 0.2, 0.4, 1e-3, 1.5, Ended.AddSeconds(-3)),
            new EpochRecord(2, 0.7, 0.7, valLoss, (double)correct / total, 1e-3, 1.5, Ended.AddSeconds(-1)),
        ],
            BestEpoch = 2,
            StopReason = StopReason.AllEpochs,
            Classes = ["a", "b"],
            ConfusionMatrix = [[correct, total - correct], [0, 0]],
            ValCorrect = correct,
            ValTotal = total,
            TrainAccuracy = 0.9,
            MacroPrecision = 0.7,
            MacroRecall = 0.7,
            MacroF1 = 0.7,
            Ece = 0.1,
            Parameters = parameters,
            Seconds = 3,
            FinishedAt = Ended,
        };

    public static RunOutcome Outcome(int index, TrainingResult? result, JobState state = JobState.Finished) => new(
        new PlannedRun(index, new Experiment { Name = $"e{index}" }, 0, 42, $"j{index}", $"run{index}"),
        new ClosedRun(index, state, state == JobState.Finished ? null : "why", Reused: false), result);
}
