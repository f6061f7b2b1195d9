using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Worker.Training.Plan;

namespace Worker.Tests.Training;

public sealed class TrainingProgressTests
{
    [Fact]
    public void TheBestEpochHasTheHighestAccuracyThenTheLowestLossThenComesFirst()
    {
        Assert.Equal(0, Progress(null).BestEpoch);
        Assert.Equal(2, Progress(null, (0.5, 1), (0.6, 3), (0.4, 0.1)).BestEpoch);
        Assert.Equal(3, Progress(null, (0.6, 2), (0.5, 1), (0.6, 1)).BestEpoch);
        Assert.Equal(1, Progress(null, (0.6, 1), (0.6, 1)).BestEpoch);
    }

    [Fact]
    public void TheBestEpochHasTheLowestLossWhereStoppingLooksAtIt() =>
        Assert.Equal(2, Progress(Loss(5), (0.9, 1), (0.1, 0.5), (0.9, 0.6)).BestEpoch);

    [Fact]
    public void WithoutEarlyStoppingAllEpochsAreTrained()
    {
        Assert.Null(Progress(null, Enumerable.Repeat((0.5, 1.0), 9).ToArray()).Over);
        Assert.Equal(StopReason.AllEpochs, Progress(null, Enumerable.Repeat((0.5, 1.0), 10).ToArray()).Over);
    }

    [Fact]
    public void TrainingEndsAfterSoManyEpochsWithoutImprovement()
    {
        Assert.Null(Progress(Accuracy(2), (0.5, 1), (0.5, 1)).Over);
        Assert.Equal(StopReason.EarlyStopping, Progress(Accuracy(2), (0.5, 1), (0.5, 0.9), (0.4, 0.8)).Over);
        Assert.Null(Progress(Accuracy(2), (0.5, 1), (0.4, 1), (0.6, 1), (0.5, 1)).Over);
        Assert.Equal(StopReason.EarlyStopping, Progress(Loss(1), (0.5, 1), (0.9, 1)).Over);
    }

    [Fact]
    public void SmallStepsDoNotCountButAddUp()
    {
        EarlyStoppingOptions options = Accuracy(2) with { MinDelta = 0.05 };

        Assert.Equal(StopReason.EarlyStopping, Progress(options, (0.50, 1), (0.52, 1), (0.54, 1)).Over);
        Assert.Null(Progress(options, (0.50, 1), (0.53, 1), (0.56, 1), (0.56, 1)).Over);
    }

    private static EarlyStoppingOptions Accuracy(int patience) => new() { Metric = StoppingMetric.ValAccuracy, Patience = patience };

    private static EarlyStoppingOptions Loss(int patience) => new() { Metric = StoppingMetric.ValLoss, Patience = patience };

    private static TrainingProgress Progress(EarlyStoppingOptions? stopping, params (double Accuracy, double Loss)[] epochs) => new(
        new Experiment { Name = "x", Epochs = 10, EarlyStopping = stopping },
        [.. epochs.Select((epoch, i) => new EpochRecord(i + 1, 1, 0.5, epoch.Loss, epoch.Accuracy, 0.001, 1, DateTimeOffset.UnixEpoch))]);
}
