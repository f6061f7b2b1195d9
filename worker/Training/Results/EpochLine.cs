using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Worker.Training.Plan;

namespace ImageClassifier.Worker.Training.Results;

/// <summary>An epoch as one line for a person.</summary>
internal static class EpochLine
{
    // A long training is told of in about so many lines.
    private const int Few = 60, Lines = 30;

    /// <summary>Whether a person is told of the latest epoch: of all in a short training; in a long one of some thirty, evenly, and of
    /// whatever was better than all before.</summary>
    public static bool IsWorthSaying(TrainingProgress progress)
    {
        int epoch = progress.Epochs.Count, every = progress.Of <= Few ? 1 : (progress.Of + Lines - 1) / Lines;
        return epoch == 1 || epoch % every == 0 || progress.BestEpoch == epoch || progress.Over is not null;
    }

    public static string Format(TrainingProgress progress)
    {
        EpochRecord epoch = progress.Epochs[^1];
        int width = FormattableString.Invariant($"{progress.Of}").Length;
        string number = FormattableString.Invariant($"{epoch.Epoch}").PadLeft(width);
        return FormattableString.Invariant($"epoch {number}/{progress.Of}  ")
            + (epoch.Phase is { } phase ? (phase == PhaseName.Probe ? "probe  " : "fine-tuning  ") : "")
            + FormattableString.Invariant($"train loss {epoch.TrainLoss:0.000} accuracy {epoch.TrainAccuracy:0.000}  ")
            + FormattableString.Invariant($"validation loss {epoch.ValLoss:0.000} accuracy {epoch.ValAccuracy:0.000}  ")
            + FormattableString.Invariant($"rate {epoch.LearningRate:0.0e+0}  {epoch.Seconds:0.0} s")
            + (progress.BestEpoch == epoch.Epoch ? "  best so far" : "");
    }

    public static string Format(TrainingResult result) =>
        FormattableString.Invariant(
            $"best epoch {result.BestEpoch} of {result.Epochs.Count}: validation accuracy {result.BestValAccuracy:0.000} ")
        + FormattableString.Invariant(
            $"[{result.Interval.Low:0.000}, {result.Interval.High:0.000}] ({result.ValCorrect} of {result.ValTotal}), ")
        + FormattableString.Invariant($"training accuracy {result.TrainAccuracy:0.000}, {result.Seconds:0.0} s");
}
