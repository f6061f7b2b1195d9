using ImageClassifier.Tracking.Store;

namespace Tracking.Tests;

public sealed class StepSampleTests
{
    [Fact]
    public void Few_steps_are_all_shown() =>
        Assert.Equal([0, 1, 2, 5], StepSample.Choose([[0, 1, 2], [1, 5]], null, null, 10));

    [Fact]
    public void Many_steps_are_thinned_evenly_and_keep_each_runs_ends()
    {
        var chosen = StepSample.Choose([[.. Enumerable.Range(0, 1000)], [3, 500, 777]], null, null, 10);

        Assert.Equal([0, 3, 100, 200, 300, 400, 500, 600, 700, 777, 800, 900, 999], chosen);
    }

    [Fact]
    public void Only_the_interval_is_shown()
    {
        var chosen = StepSample.Choose([[.. Enumerable.Range(0, 100)], [0, 50]], 40, 59, 5);

        Assert.Equal([40, 44, 48, 50, 52, 56, 59], chosen);
    }

    [Fact]
    public void Without_an_interval_steps_before_zero_are_left_out() =>
        Assert.Equal([0, 1], StepSample.Choose([[-1, 0, 1]], null, null, 10));

    [Fact]
    public void Runs_without_the_metric_give_nothing() => Assert.Empty(StepSample.Choose([[], []], null, null, 10));
}
