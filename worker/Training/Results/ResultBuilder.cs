using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Statistics;
using ImageClassifier.Studies.Statistics;
using ImageClassifier.Worker.Training.Plan;

namespace ImageClassifier.Worker.Training.Results;

/// <summary>Puts together the outcome of a job.</summary>
internal static class ResultBuilder
{
    public static TrainingResult Build(
        TrainingJob job, IReadOnlyList<string> classes, TrainingProgress progress, Evaluation training, Evaluation validation,
            long parameters,
        DateTimeOffset finishedAt)
    {
        var matrix = new ConfusionMatrix(classes, validation.Actual.Zip(validation.Predicted));
        (double precision, double recall, double f1) = matrix.Macro;
        IReadOnlyList<float[]> probabilities = validation.Probabilities;
        double auc = ProbabilityScores.MacroAuc(probabilities, validation.Actual);
        IReadOnlyList<ReliabilityBin> reliability = Calibration.Reliability(probabilities, validation.Actual);
        IReadOnlyList<ReliabilityBin> calibrated = TemperatureScaling.Reliability(validation.Logits, validation.Actual);
        return new TrainingResult
        {
            JobId = job.Id,
            Tracking = job.Tracking,
            Epochs = progress.Epochs,
            BestEpoch = progress.BestEpoch,
            StopReason = progress.Over ?? throw new InvalidOperationException("training is not over"),
            Classes = classes,
            ConfusionMatrix = matrix.Counts,
            ValCorrect = matrix.Correct,
            ValTotal = matrix.Total,
            TrainAccuracy = training.Accuracy,
            MacroPrecision = precision,
            MacroRecall = recall,
            MacroF1 = f1,
            Auc = double.IsNaN(auc) ? null : auc,
            Ece = Calibration.Error(reliability),
            EceCalibrated = Calibration.Error(calibrated),
            Temperature = TemperatureScaling.Fit(validation.Logits, validation.Actual),
            LogLoss = ProbabilityScores.LogLoss(probabilities, validation.Actual),
            Brier = ProbabilityScores.Brier(probabilities, validation.Actual),
            PerClass = [.. matrix.PerClass.Select((score, k) => score with { Auc = Area(probabilities, validation.Actual, k) })],
            Reliability = reliability,
            ReliabilityCalibrated = calibrated,
            Parameters = parameters,
            Seconds = progress.Epochs.Sum(epoch => epoch.Seconds),
            FinishedAt = finishedAt,
        };
    }

    private static double? Area(IReadOnlyList<float[]> probabilities, IReadOnlyList<int> actual, int k)
    {
        double area = ProbabilityScores.Auc(probabilities, actual, k);
        return double.IsNaN(area) ? null : area;
    }
}
