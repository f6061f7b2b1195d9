using ImageClassifier.Cli.Photos;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Models;
using ImageClassifier.Contracts.Statistics;
using ImageClassifier.Imaging.Folders;
using ImageClassifier.Studies.Statistics;

namespace ImageClassifier.Cli.Evaluation;

/// <summary>A photo that could not be classified, and why.</summary>
internal sealed record UnreadPhoto(string Photo, string Reason);

/// <summary>Unweighted means over the classes that have photos.</summary>
internal sealed record MacroScore(double Precision, double Recall, double F1);

/// <summary>How well a model does on labelled photos: also what <c>imgc evaluate --json</c> prints.</summary>
internal sealed record EvaluationReport
{
    public required int Photos { get; init; }

    public required int Correct { get; init; }

    public required double Accuracy { get; init; }

    /// <summary>Bounds of the 95 % Wilson interval.</summary>
    public required double AccuracyLow { get; init; }

    public required double AccuracyHigh { get; init; }

    public required IReadOnlyList<ClassScore> PerClass { get; init; }

    public required MacroScore Macro { get; init; }

    /// <summary>Mean area under the ROC curve of each class against the rest; null where no class has photos on both sides.</summary>
    public double? Auc { get; init; }

    /// <summary>Expected calibration error: how far the answers' probabilities are from how often they are right.</summary>
    public double Ece { get; init; }

    /// <summary>Mean negative logarithm of the true class's probability.</summary>
    public double LogLoss { get; init; }

    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Row: true class; column: predicted class.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> ConfusionMatrix { get; init; }

    public required IReadOnlyList<UnreadPhoto> Unread { get; init; }

    public required ServedModel Model { get; init; }

    /// <summary>Photos that the model's selection has seen; null where the storage no longer tells what it was trained with.</summary>
    public OverlapReport? Overlap { get; init; }

    /// <summary>Puts the answers for labelled photos together.</summary>
    /// <param name="answers">Each photo with its answer, which lists all classes of the model.</param>
    /// <exception cref="CliException">
    /// A label is no class of the model, no photo could be read, or the champion changed between two answers.
    /// </exception>
    public static EvaluationReport Of(IReadOnlyList<(LocalPhoto Photo, ClassifiedPhoto Result)> answers)
    {
        (LocalPhoto Photo, Classification Answer)[] read =
            [.. answers.Where(pair => pair.Result.Answer is not null).Select(pair => (pair.Photo, pair.Result.Answer!))];
        if (read.Length == 0)
            throw new CliException(
                $"none of the {answers.Count} photos could be classified; the "
                    + $"first, {answers[0].Photo.UploadName}: {answers[0].Result.Error}");
        ServedModel[] models = [.. read.Select(pair => pair.Answer.Model).Distinct()];
        if (models.Length > 1)
            throw new CliException(
                $"the champion changed from version {models[0].Version} to {models[1].Version} while photos were classified; evaluate "
                    + $"again");

        string[] classes = [.. read[0].Answer.Predictions.Select(prediction => prediction.Label).Order(NaturalOrder.Comparer)];
        CheckLabels(answers.Select(pair => pair.Photo.Label), classes, models[0]);
        var matrix = new ConfusionMatrix(classes, read.Select(pair =>
            (Array.IndexOf(classes, pair.Photo.Label), Array.IndexOf(classes, pair.Answer.Predictions[0].Label))));
        WilsonInterval interval = WilsonInterval.Of(matrix.Correct, matrix.Total);
        ClassScore[] seen = [.. matrix.PerClass.Where(score => score.Support > 0)];
        float[][] probabilities = [.. read.Select(pair => Probabilities(pair.Answer, classes))];
        int[] actual = [.. read.Select(pair => Array.IndexOf(classes, pair.Photo.Label))];
        return new EvaluationReport
        {
            Photos = matrix.Total,
            Correct = matrix.Correct,
            Accuracy = matrix.Accuracy,
            AccuracyLow = interval.Low,
            AccuracyHigh = interval.High,
            PerClass =
                [.. matrix.PerClass.Select((score, k) => score with { Auc = Number(ProbabilityScores.Auc(probabilities, actual, k)) })],
            Auc = Number(ProbabilityScores.MacroAuc(probabilities, actual)),
            Ece = ProbabilityScores.ExpectedCalibrationError(probabilities, actual),
            LogLoss = ProbabilityScores.LogLoss(probabilities, actual),
            Macro = new MacroScore(seen.Average(score => score.Precision), seen.Average(score => score.Recall),
                seen.Average(score => score.F1)),
            Classes = classes,
            ConfusionMatrix = matrix.Counts,
            Unread = [.. answers.Where(pair => pair.Result.Answer is null)
                .Select(pair => new UnreadPhoto(pair.Photo.UploadName, pair.Result.Error!))],
            Model = models[0],
        };
    }

    private static float[] Probabilities(Classification answer, string[] classes)
    {
        Dictionary<string, double> known =
            answer.Predictions.ToDictionary(prediction => prediction.Label, prediction => prediction.Probability);
        return [.. classes.Select(label => (float)known.GetValueOrDefault(label))];
    }

    private static double? Number(double value) => double.IsNaN(value) ? null : value;

    /// <summary>A label that the model cannot answer would count as an error that no model could avoid.</summary>
    public static void CheckLabels(IEnumerable<string> labels, IReadOnlyList<string> classes, ServedModel model)
    {
        string[] unknown = [.. labels.Distinct().Except(classes).Order(NaturalOrder.Comparer)];
        if (unknown.Length > 0)
            throw new CliException(
                $"the champion (version {model.Version}) does not know {string.Join(", ", unknown)}; its classes "
                    + $"are {string.Join(", ", classes)}. "
                + "Rename the folders, leave them out, or train with them", ExitCode.Usage);
    }
}
