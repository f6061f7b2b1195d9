using ImageClassifier.Core.Jobs;
using ImageClassifier.Core.Statistics;

namespace ImageClassifier.Worker.Training;

/// <summary>Puts together the outcome of a job.</summary>
internal static class ResultBuilder
{
    public static TrainingResult Build(
        TrainingJob job, IReadOnlyList<string> classes, TrainingProgress progress, Evaluation training, Evaluation validation, long parameters,
        DateTimeOffset finishedAt)
    {
        var matrix = new ConfusionMatrix(classes, validation.Actual.Zip(validation.Predicted));
        (double precision, double recall, double f1) = matrix.Macro;
        double auc = ProbabilityScores.MacroAuc(validation.Probabilities, validation.Actual);
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
            Ece = ProbabilityScores.ExpectedCalibrationError(validation.Probabilities, validation.Actual),
            Parameters = parameters,
            Seconds = progress.Epochs.Sum(epoch => epoch.Seconds),
            FinishedAt = finishedAt,
        };
    }
}
