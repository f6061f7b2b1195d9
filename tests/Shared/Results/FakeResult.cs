using ImageClassifier.Contracts.Jobs;

namespace Shared.Results;

/// <summary>Results of trainings that never were.</summary>
internal static class FakeResult
{
    /// <summary>A training of two classes, whose last epoch was its best.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="tracking">Its run.</param>
    /// <param name="epochs">All of them.</param>
    /// <param name="correct">Validation photos that it knew.</param>
    /// <param name="total">Validation photos, all of them of the first class.</param>
    public static TrainingResult Of(string jobId, TrackingRun tracking, IReadOnlyList<EpochRecord> epochs, int correct, int total = 20) =>
        new()
        {
            JobId = jobId,
            Tracking = tracking,
            Epochs = epochs,
            BestEpoch = epochs.Count,
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
            Parameters = 1000,
            Seconds = epochs.Sum(epoch => epoch.Seconds),
            FinishedAt = epochs[^1].EndedAt,
        };
}
