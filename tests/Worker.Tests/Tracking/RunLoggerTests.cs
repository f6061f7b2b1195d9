using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Statistics;
using ImageClassifier.Mlflow;
using ImageClassifier.Mlflow.Logging;
using ImageClassifier.Studies.Reports.Charts;
using Worker.Tests.Support;

namespace Worker.Tests.Tracking;

public sealed class RunLoggerTests
{
    private readonly FakeMlflow _server = new();
    private readonly MlflowClient _client;
    private readonly RunLogger _logger;

    public RunLoggerTests()
    {
        _client = _server.CreateClient();
        _logger = new RunLogger(_client);
    }

    [Fact]
    public async Task OnlyEpochsThatAreMissingAreLogged()
    {
        await _logger.LogEpochsAsync("run", Epochs(2), CancellationToken.None);
        await _logger.LogEpochsAsync("run", Epochs(2), CancellationToken.None);
        await new RunLogger(_client).LogEpochsAsync("run", Epochs(5), CancellationToken.None);

        foreach (string key in new[] { "train_loss", "train_accuracy", "val_loss", "val_accuracy", "learning_rate", "epoch_seconds" })
            Assert.Equal([1, 2, 3, 4, 5], _server.Points.Where(point => point.Key == key).Select(point => point.Step));
        Assert.Equal(6 * 5, _server.Points.Count);
    }

    [Fact]
    public async Task AnEpochsPointsCarryItsEndAndNeverLieInTwoRequests()
    {
        await _logger.LogEpochsAsync("run", Epochs(400), CancellationToken.None);

        Assert.All(_server.Batches, batch => Assert.Equal(0, batch % 6));
        Assert.Equal(6 * 400, _server.Batches.Sum());
        Assert.Equal(Epochs(3)[2].EndedAt.ToUnixTimeMilliseconds(), _server.Points.First(point => point.Step == 3).Time);
    }

    [Fact]
    public async Task TheResultIsLoggedOnceWithItsArtifactsAndEndsTheRun()
    {
        TrainingResult result = Result(auc: 0.75);

        await _logger.LogResultAsync(await _client.GetRunAsync("run", CancellationToken.None), result, RunCharts.Of(result),
            CancellationToken.None);
        await _logger.LogResultAsync(await _client.GetRunAsync("run", CancellationToken.None), result, RunCharts.Of(result),
            CancellationToken.None);

        Dictionary<string, double> finals = _server.Points.ToDictionary(point => point.Key, point => point.Value);
        Assert.Equal(0.5, finals["best_val_accuracy"]);
        Assert.Equal(2, finals["best_epoch"]);
        Assert.Equal(0.75, finals["auc"]);
        Assert.Equal(result.Interval.Low, finals["val_accuracy_ci_low"]);
        Assert.Equal(result.Interval.High, finals["val_accuracy_ci_high"]);
        Assert.Equal(0.3, finals["generalization_gap"], 1e-9);
        Assert.Equal(18, finals.Count);
        Assert.Equal((1.5, 0.9, 0.4), (finals["temperature"], finals["val_f1_a_b"], finals["val_f1_a_b_2"]));
        Assert.Equal("FINISHED", _server.Status);
        Assert.Equal(["confusion_matrix.json", "confusion_matrix.svg", "curves.svg", "reliability.svg"], _server.Artifacts.Keys.Order());
    }

    [Fact]
    public async Task AnAucThatDoesNotExistIsLeftOut()
    {
        await _logger.LogResultAsync(await _client.GetRunAsync("run", CancellationToken.None), Result(auc: null),
            RunCharts.Of(Result(auc: null)), CancellationToken.None);

        Assert.DoesNotContain(_server.Points, point => point.Key == "auc");
    }

    [Fact]
    public async Task DrawingsAreSoundXmlWhateverTheClassesAreCalled()
    {
        TrainingResult result = Result(auc: null) with { Classes = ["<script>&\"", "a class with a name that is longer than any table"] };

        await _logger.LogResultAsync(await _client.GetRunAsync("run", CancellationToken.None), result, RunCharts.Of(result),
            CancellationToken.None);

        XElement matrix = XElement.Parse(Encoding.UTF8.GetString(_server.Artifacts["confusion_matrix.svg"]));
        Assert.Contains(matrix.Descendants(), text => text.Value == "<script>&\"");
        Assert.Equal(4, XElement.Parse(Encoding.UTF8.GetString(_server.Artifacts["curves.svg"])).Descendants()
            .Count(line => line.Name.LocalName == "polyline"));
        JsonNode json = JsonNode.Parse(_server.Artifacts["confusion_matrix.json"])!;
        Assert.Equal(1, json["counts"]![0]![1]!.GetValue<int>());
    }

    [Fact]
    public async Task ParametersAreTheFlattenedExperimentAndWhatElseDecides()
    {
        Experiment experiment =
            TinyJob.Experiment with { Description = "prose", EarlyStopping = new EarlyStoppingOptions { Patience = 3 }, Seed = 1 };

        await _logger.LogParametersAsync("run", TinyJob.Of(experiment, seed: 9), parameters: 1234, CancellationToken.None);

        var expected = new Dictionary<string, string>
        {
            ["name"] = "tiny",
            ["model.architecture"] = "small_cnn",
            ["model.width"] = "4",
            ["model.dropout"] = "0.3",
            ["data.imageSize"] = "32",
            ["data.augmentation.horizontalFlip"] = "0.5",
            ["data.augmentation.rotation"] = "20",
            ["optimizer.name"] = "adam",
            ["optimizer.learningRate"] = "0.01",
            ["optimizer.momentum"] = "0",
            ["optimizer.nesterov"] = "false",
            ["schedule.name"] = "cosine",
            ["schedule.warmupEpochs"] = "1",
            ["regularization.weightDecay"] = "0.0001",
            ["regularization.labelSmoothing"] = "0.1",
            ["epochs"] = "6",
            ["batchSize"] = "8",
            ["earlyStopping.metric"] = "val_accuracy",
            ["earlyStopping.patience"] = "3",
            ["earlyStopping.minDelta"] = "0",
            ["seed"] = "9",
            ["manifest_digest"] = new string('0', 64),
            ["fold"] = "0",
            ["repeat"] = "0",
            ["parameters"] = "1234",
        };
        // Every field of an experiment is one of them; these stand for each kind.
        Assert.Superset(expected.ToHashSet(), _server.Parameters.ToHashSet());
        Assert.DoesNotContain(_server.Parameters.Keys, name => name is "description" or "schemaVersion");
    }

    private static EpochRecord[] Epochs(int count) =>
        [.. Enumerable.Range(1, count).Select(epoch => new EpochRecord(epoch, 1.0 / epoch, 0.5, 2.0 / epoch, 0.4, 0.001, 1.5,
            DateTimeOffset.UnixEpoch.AddSeconds(epoch)))];

    private static TrainingResult Result(double? auc) => new()
    {
        JobId = "job",
        Tracking = new TrackingRun("0", "run"),
        Epochs = Epochs(3),
        BestEpoch = 2,
        StopReason = StopReason.AllEpochs,
        Classes = ["a", "b"],
        ConfusionMatrix = [[2, 1], [2, 1]],
        ValCorrect = 3,
        ValTotal = 6,
        TrainAccuracy = 0.8,
        MacroPrecision = 0.5,
        MacroRecall = 0.5,
        MacroF1 = 0.45,
        Auc = auc,
        Ece = 0.1,
        Temperature = 1.5,
        LogLoss = 0.7,
        EceCalibrated = 0.05,
        Brier = 0.3,
        PerClass = [new ClassScore("a/b", 0.9, 0.9, 0.9, 3), new ClassScore("a:b", 0.4, 0.4, 0.4, 3)],
        Reliability = [new ReliabilityBin(0, 1, 6, 0.6, 0.5)],
        Parameters = 1234,
        Seconds = 4.5,
        FinishedAt = DateTimeOffset.UnixEpoch.AddSeconds(9),
    };
}
