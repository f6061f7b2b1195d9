using Functions.Tests.Support;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Functions.Retraining.Outcomes;

namespace Functions.Tests.Retraining;

public sealed class LeaderboardTests
{
    [Fact]
    public void The_most_accurate_is_first()
    {
        Assert.Equal([2, 0, 1], Order(Result(0, correct: 15), Result(1, correct: 14), Result(2, correct: 16)));
    }

    [Fact]
    public void Among_equals_the_lower_validation_loss_wins()
    {
        Assert.Equal([1, 0], Order(Result(0, valLoss: 0.6), Result(1, valLoss: 0.4)));
    }

    [Fact]
    public void Then_the_fewer_parameters()
    {
        Assert.Equal([1, 0], Order(Result(0, parameters: 2000), Result(1, parameters: 1000)));
    }

    [Fact]
    public void Then_the_earlier_in_the_plan()
    {
        Assert.Equal([0, 1, 2], Order(Result(2), Result(0), Result(1)));
    }

    [Fact]
    public void A_loss_that_is_no_number_loses_among_equals()
    {
        Assert.Equal([1, 0], Order(Result(0, valLoss: double.NaN), Result(1, valLoss: 9)));
    }

    [Fact]
    public void What_did_not_finish_comes_last_however_many()
    {
        Assert.Equal([3, 0, 1],
            Order(Results.Outcome(0, null, JobState.Failed), Results.Outcome(1, null, JobState.Stopped), Result(3, correct: 0)));
    }

    [Fact]
    public void A_line_tells_what_was_measured()
    {
        LeaderboardEntry entry = Leaderboard.Entry(Result(0, correct: 15));

        Assert.Equal((0.75, 0.9, 2, 2, 3.0, 0.5),
            (entry.ValAccuracy, entry.TrainAccuracy, entry.BestEpoch, entry.Epochs, entry.Seconds, entry.ValLoss));
        Assert.Equal(0.15, entry.Gap!.Value, 12);
        Assert.InRange(0.75, entry.ValAccuracyLow!.Value, entry.ValAccuracyHigh!.Value);
    }

    [Fact]
    public void A_line_of_what_did_not_finish_tells_why()
    {
        LeaderboardEntry entry = Leaderboard.Entry(Results.Outcome(1, null, JobState.Failed));

        Assert.Equal((JobState.Failed, "why", null), (entry.State, entry.Error, entry.ValAccuracy));
    }

    private static RunOutcome Result(int index, int correct = 15, double valLoss = 0.5, long parameters = 1000) =>
        Results.Outcome(index, Results.Of($"j{index}", $"run{index}", correct, valLoss: valLoss, parameters: parameters));

    private static IEnumerable<int> Order(params RunOutcome[] outcomes) => Leaderboard.Rank(outcomes).Select(outcome => outcome.Run.Index);
}
