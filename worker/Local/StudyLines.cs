using System.Globalization;
using ImageClassifier.Contracts.Retraining;

namespace ImageClassifier.Worker.Local;

/// <summary>A local study as lines for a person.</summary>
internal static class StudyLines
{
    public static string Test(TestResult test) => string.Create(CultureInfo.InvariantCulture,
        $"test accuracy {test.Accuracy:0.000} [{test.Interval.Low:0.000}, {test.Interval.High:0.000}] ({test.Correct} of {test.Total})");

    public static IEnumerable<string> Table(StudyOutcome outcome)
    {
        int width = outcome.Experiments.Max(score => score.Experiment.Length);
        Dictionary<string, TestScore> tests = outcome.Test.ToDictionary(score => score.Experiment);
        foreach (ExperimentScore score in outcome.Experiments)
        {
            string test = tests.TryGetValue(score.Experiment, out TestScore? measured)
                ? $"  test {Spread(measured.Accuracy, measured.Std)}" : "";
            string runs = score.Runs == score.Planned ? $"{score.Runs} {(score.Runs == 1 ? "run" : "runs")}"
                : $"{score.Runs} of {score.Planned} runs";
            string epochs = score.StopAfterEpoch is { } stop
                ? string.Create(CultureInfo.InvariantCulture, $", out after {stop} epochs") : "";
            yield return score.ValAccuracy is { } accuracy
                ? $"{score.Experiment.PadRight(width)}  validation {Spread(accuracy, score.ValAccuracyStd)}  "
                + $"train {Number(score.TrainAccuracy)}{test}  ({runs}{epochs})"
                : $"{score.Experiment.PadRight(width)}  did not finish";
        }
    }

    private static string Spread(double mean, double? std) => std is null ? Number(mean) : $"{Number(mean)} ± {Number(std)}";

    private static string Number(double? value) => string.Create(CultureInfo.InvariantCulture, $"{value:0.000}");
}
