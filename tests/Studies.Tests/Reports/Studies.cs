using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Statistics;
using ImageClassifier.Studies.Reports;
using ImageClassifier.Studies.Reports.Charts;
using ImageClassifier.Studies.Statistics;

namespace Studies.Tests.Reports;

/// <summary>Outcomes of trainings that never were.</summary>
internal static class Studies
{
    public static readonly string[] Classes = ["a", "b"];

    /// <summary>A finished run on photos of two classes in turn.</summary>
    /// <param name="name">Of the experiment.</param>
    /// <param name="right">Photo by photo.</param>
    /// <param name="trainAccuracy">At the best epoch.</param>
    /// <param name="repeat">Of the experiment.</param>
    /// <param name="fold">Each has photos of its own.</param>
    /// <param name="predictions">Whether they were kept.</param>
    /// <param name="change">Of the experiment.</param>
    public static StudyRun Run(
        string name, bool[] right, double trainAccuracy = 0.9, int repeat = 0, int fold = 0, bool predictions = true,
            Func<Experiment, Experiment>? change = null)
    {
        Experiment experiment = new() { Name = name, Epochs = 6 };
        PhotoPrediction[] photos =
        [
            .. right.Select((hit, i) =>
                new PhotoPrediction($"{fold}-{i:0000}", $"{Classes[i % 2]}/{i}.jpg", i % 2, (i % 2 == 0) == hit ? [2f, 0f] : [0f, 2f])),
        ];
        return new StudyRun(change?.Invoke(experiment)
            ?? experiment, repeat, fold, $"{name}-{fold}-{repeat}", null, Result($"{name}-{fold}-{repeat}", photos, trainAccuracy),
            predictions ? new ValidationPredictions { JobId = name, Classes = Classes, Temperature = 1, Photos = photos } : null);
    }

    public static StudyReport Outcome(params StudyRun[] runs) => new()
    {
        Title = "study",
        Runs = runs,
        Counts = [new ClassCount("a", 40, 10), new ClassCount("b", 40, 10)],
        Warnings = [],
        ManifestDigest = new string('0', 64),
        Seconds = 61,
        EndedAt = DateTimeOffset.UnixEpoch,
    };

    /// <summary>The first <paramref name="correct"/> photos are right.</summary>
    public static bool[] First(int correct, int total) => [.. Enumerable.Range(0, total).Select(i => i < correct)];

    private static TrainingResult Result(string jobId, PhotoPrediction[] photos, double trainAccuracy)
    {
        var matrix = new ConfusionMatrix(Classes, photos.Select(photo => (photo.Actual, photo.Predicted())));
        float[][] probabilities = [.. photos.Select(photo => Softmax.Of(photo.Logits))];
        IReadOnlyList<ReliabilityBin> bins = Calibration.Reliability(probabilities, [.. photos.Select(photo => photo.Actual)]);
        return new TrainingResult
        {
            JobId = jobId,
            Tracking = new TrackingRun("0", "run"),
            Epochs =
            [
                .. Enumerable.Range(1, 6).Select(epoch => new EpochRecord(
                    epoch, 1.0 / epoch, trainAccuracy * (0.5 + epoch / 12.0), 1.1 / epoch, matrix.Accuracy * (0.6 + epoch * 0.4 / 6), 1e-3,
                        1.5, DateTimeOffset.UnixEpoch)),
            ],
            BestEpoch = 6,
            StopReason = StopReason.AllEpochs,
            Classes = Classes,
            ConfusionMatrix = matrix.Counts,
            ValCorrect = matrix.Correct,
            ValTotal = matrix.Total,
            TrainAccuracy = trainAccuracy,
            MacroPrecision = matrix.Macro.Precision,
            MacroRecall = matrix.Macro.Recall,
            MacroF1 = matrix.Macro.F1,
            Ece = Calibration.Error(bins),
            EceCalibrated = Calibration.Error(bins) / 2,
            LogLoss = 0.5,
            Brier = 0.3,
            PerClass = matrix.PerClass,
            Reliability = bins,
            ReliabilityCalibrated = bins,
            Parameters = 94_000,
            Seconds = 9,
            FinishedAt = DateTimeOffset.UnixEpoch,
        };
    }

    public static MistakeGallery Mistakes(string jobId, string upload, byte[] jpeg) => new()
    {
        JobId = jobId,
        Photos = 20,
        Wrong = 2,
        Shown = [new MistakePicture(upload, "a", "b", 0.88, jpeg, jpeg), new MistakePicture("a/2.jpg", "a", "b", 0.7, jpeg, jpeg)],
    };
}
