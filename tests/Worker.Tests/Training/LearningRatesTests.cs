using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Worker.Training.Optimization;

namespace Worker.Tests.Training;

public sealed class LearningRatesTests
{
    [Fact]
    public void AConstantRateStaysAfterWarmUp()
    {
        var schedule = new ScheduleOptions { WarmupEpochs = 1 };
        double[] rates = [.. Enumerable.Range(0, 8).Select(step => LearningRates.At(schedule, 0.4, step, stepsPerEpoch: 4, epochs: 2))];

        Assert.Equal([0.1, 0.2, 0.3, 0.4, 0.4, 0.4, 0.4, 0.4], rates, Close);
    }

    [Fact]
    public void ACosineFallsFromTheFullRateTowardsZero()
    {
        var schedule = new ScheduleOptions { Name = ScheduleName.Cosine };
        double[] rates = [.. Enumerable.Range(0, 4).Select(step => LearningRates.At(schedule, 1, step, stepsPerEpoch: 2, epochs: 2))];

        Assert.Equal([1, (1 + Math.Sqrt(0.5)) / 2, 0.5, (1 - Math.Sqrt(0.5)) / 2], rates, Close);
    }

    [Fact]
    public void ACosineBeginsWhereWarmUpEnds()
    {
        var schedule = new ScheduleOptions { Name = ScheduleName.Cosine, WarmupEpochs = 1 };
        double[] rates = [.. Enumerable.Range(0, 6).Select(step => LearningRates.At(schedule, 1, step, stepsPerEpoch: 2, epochs: 3))];

        Assert.Equal([0.5, 1, 1, (1 + Math.Sqrt(0.5)) / 2, 0.5, (1 - Math.Sqrt(0.5)) / 2], rates, Close);
    }

    [Fact]
    public void WarmUpLongerThanTrainingOnlyRises()
    {
        var schedule = new ScheduleOptions { Name = ScheduleName.Cosine, WarmupEpochs = 10 };
        double[] rates = [.. Enumerable.Range(0, 4).Select(step => LearningRates.At(schedule, 1, step, stepsPerEpoch: 2, epochs: 2))];

        Assert.Equal([0.25, 0.5, 0.75, 1], rates, Close);
    }

    private static bool Close(double a, double b) => Math.Abs(a - b) < 1e-12;
}
