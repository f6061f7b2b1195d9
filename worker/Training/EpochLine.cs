using ImageClassifier.Contracts.Jobs;

namespace ImageClassifier.Worker.Training;

/// <summary>An epoch as one line for a person.</summary>
internal static class EpochLine
{
    public static string Format(TrainingProgress progress)
    {
        EpochRecord epoch = progress.Epochs[^1];
        int width = FormattableString.Invariant($"{progress.Of}").Length;
        string number = FormattableString.Invariant($"{epoch.Epoch}").PadLeft(width);
        return FormattableString.Invariant($"epoch {number}/{progress.Of}  ")
            + (epoch.Phase is { } phase ? (phase == TrainingPhase.Probe ? "probe  " : "fine-tuning  ") : "")
            + FormattableString.Invariant($"train loss {epoch.TrainLoss:0.000} accuracy {epoch.TrainAccuracy:0.000}  ")
            + FormattableString.Invariant($"validation loss {epoch.ValLoss:0.000} accuracy {epoch.ValAccuracy:0.000}  ")
            + FormattableString.Invariant($"rate {epoch.LearningRate:0.0e+0}  {epoch.Seconds:0.0} s")
            + (progress.BestEpoch == epoch.Epoch ? "  best so far" : "");
    }

    public static string Format(TrainingResult result) =>
        FormattableString.Invariant($"best epoch {result.BestEpoch} of {result.Epochs.Count}: validation accuracy {result.BestValAccuracy:0.000} ")
        + FormattableString.Invariant($"[{result.Interval.Low:0.000}, {result.Interval.High:0.000}] ({result.ValCorrect} of {result.ValTotal}), ")
        + FormattableString.Invariant($"training accuracy {result.TrainAccuracy:0.000}, {result.Seconds:0.0} s");
}
