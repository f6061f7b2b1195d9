using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Statistics;

namespace ImageClassifier.Mlflow.Logging;

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
            .. epoch.Phase is { } phase ? new[] { Point(Phase, phase == PhaseName.Probe ? 0 : 1) } : [],
        ];
    }

    /// <summary>The numbers of a finished training, at step 0: there is one of each, and no history to look at.</summary>
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
            ["ece_calibrated"] = result.EceCalibrated,
            ["temperature"] = result.Temperature,
            ["log_loss"] = result.LogLoss,
            ["brier"] = result.Brier,
            ["val_accuracy_ci_low"] = result.Interval.Low,
            ["val_accuracy_ci_high"] = result.Interval.High,
            ["train_accuracy_at_best"] = result.TrainAccuracy,
            ["generalization_gap"] = result.Gap,
            ["training_seconds"] = result.Seconds,
        };
        foreach (ClassScore score in result.PerClass) values[Unused(values, $"val_f1_{Safe(score.Label)}")] = score.F1;
        return [.. values.Where(pair => pair.Value is not null).Select(pair =>
            new MlflowMetric(pair.Key, pair.Value!.Value, result.FinishedAt, Step: 0))];
    }

    /// <summary>A label as part of a metric's name: MLflow takes letters, digits, <c>_</c>, <c>-</c>, <c>.</c>, and at most 250
    /// characters.</summary>
    private static string Safe(string label)
    {
        string name = string.Concat(label.Select(c => char.IsLetterOrDigit(c) || c is '_' or '-' ? c : '_'));
        return name.Length <= 200 ? name : name[..200];
    }

    /// <summary>Two labels may become the same name; the second gets a number.</summary>
    private static string Unused(Dictionary<string, double?> taken, string name)
    {
        string free = name;
        for (int i = 2; taken.ContainsKey(free); i++) free = $"{name}_{i}";
        return free;
    }
}
