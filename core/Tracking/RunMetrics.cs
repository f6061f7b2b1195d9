using ImageClassifier.Core.Jobs;

namespace ImageClassifier.Core.Tracking;

/// <summary>The names under which a training's numbers are logged, and the numbers themselves.</summary>
public static class RunMetrics
{
    public const string TrainLoss = "train_loss";
    public const string TrainAccuracy = "train_accuracy";
    public const string ValLoss = "val_loss";
    public const string ValAccuracy = "val_accuracy";
    public const string LearningRate = "learning_rate";
    public const string EpochSeconds = "epoch_seconds";

    /// <summary>Where training has phases: 0 for the probe, 1 for fine-tuning.</summary>
    public const string Phase = "phase";

    public const string BestValAccuracy = "best_val_accuracy";
    public const string BestEpoch = "best_epoch";

    /// <summary>One epoch's points: its number is the step, its end the time, so that logging it again gives the same points.</summary>
    public static IReadOnlyList<MlflowMetric> Of(EpochRecord epoch)
    {
        MlflowMetric Point(string key, double value) => new(key, value, epoch.EndedAt, epoch.Epoch);
        return
        [
            Point(TrainLoss, epoch.TrainLoss),
            Point(TrainAccuracy, epoch.TrainAccuracy),
            Point(ValLoss, epoch.ValLoss),
            Point(ValAccuracy, epoch.ValAccuracy),
            Point(LearningRate, epoch.LearningRate),
            Point(EpochSeconds, epoch.Seconds),
            .. epoch.Phase is { } phase ? new[] { Point(Phase, phase == TrainingPhase.Probe ? 0 : 1) } : [],
        ];
    }

    /// <summary>The numbers of a finished training, at the step of its best epoch.</summary>
    public static IReadOnlyList<MlflowMetric> Of(TrainingResult result)
    {
        var values = new Dictionary<string, double?>
        {
            [BestValAccuracy] = result.BestValAccuracy,
            [BestEpoch] = result.BestEpoch,
            ["macro_precision"] = result.MacroPrecision,
            ["macro_recall"] = result.MacroRecall,
            ["macro_f1"] = result.MacroF1,
            ["auc"] = result.Auc,
            ["ece"] = result.Ece,
            ["val_accuracy_ci_low"] = result.Interval.Low,
            ["val_accuracy_ci_high"] = result.Interval.High,
            ["train_accuracy_at_best"] = result.TrainAccuracy,
            ["generalization_gap"] = result.Gap,
            ["training_seconds"] = result.Seconds,
        };
        return [.. values.Where(pair => pair.Value is not null).Select(pair => new MlflowMetric(pair.Key, pair.Value!.Value, result.FinishedAt, result.BestEpoch))];
    }
}
