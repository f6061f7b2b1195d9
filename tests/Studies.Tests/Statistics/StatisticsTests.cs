using ImageClassifier.Contracts.Statistics;
using ImageClassifier.Studies.Statistics;

namespace Studies.Tests.Statistics;

public sealed class StatisticsTests
{
    // Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3.
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void The_Wilson_interval_is_the_published_one(int correct, int total, double low, double high)
    {
        WilsonInterval interval = WilsonInterval.Of(correct, total);

        Assert.Equal(low, interval.Low, 4);
        Assert.Equal(high, interval.High, 4);
    }

    [Fact]
    public void Nothing_measured_leaves_everything_possible()
    {
        Assert.Equal(new WilsonInterval(0, 1), WilsonInterval.Of(0, 0));
    }

    [Fact]
    public void A_confusion_matrix_scores_each_class_and_their_mean()
    {
        var matrix = new ConfusionMatrix(["a", "b", "c"], [(0, 0), (0, 0), (0, 1), (1, 1), (1, 0), (2, 0)]);

        Assert.Equal([[2, 1, 0], [1, 1, 0], [1, 0, 0]], matrix.Counts);
        Assert.Equal((6, 3, 0.5), (matrix.Total, matrix.Correct, matrix.Accuracy));
        Assert.Equal(
        [
            new ClassScore("a", 0.5, 2 / 3.0, 4 / 7.0, 3),
            new ClassScore("b", 0.5, 0.5, 0.5, 2),
            new ClassScore("c", 0, 0, 0, 1),
        ], matrix.PerClass);
        Assert.Equal(((0.5 + 0.5 + 0) / 3, (2 / 3.0 + 0.5 + 0) / 3, (4 / 7.0 + 0.5 + 0) / 3), matrix.Macro);
    }

    [Fact]
    public void The_area_under_the_curve_counts_pairs_in_the_right_order_and_ties_half()
    {
        // Class 0: positives 0.9, 0.4; negatives 0.4, 0.1. Pairs: 1 + 1 + 0.5 + 1 of 4.
        float[][] probabilities = [[0.9f, 0.1f], [0.4f, 0.6f], [0.4f, 0.6f], [0.1f, 0.9f]];

        Assert.Equal(0.875, ProbabilityScores.MacroAuc(probabilities, [0, 0, 1, 1]), 12);
    }

    [Fact]
    public void A_class_without_photos_has_no_area()
    {
        float[][] probabilities = [[0.8f, 0.1f, 0.1f], [0.2f, 0.7f, 0.1f]];

        Assert.Equal(1.0, ProbabilityScores.MacroAuc(probabilities, [0, 1]), 12);
        Assert.True(double.IsNaN(ProbabilityScores.MacroAuc([[0.8f, 0.2f]], [0])));
    }

    [Fact]
    public void Calibration_error_is_the_mean_gap_between_confidence_and_accuracy()
    {
        // Bin (0.8, 0.9]: two photos of 0.9, one right: |1.8 - 1| = 0.8. Bin (0.5, 0.6]: one of 0.6, right: |0.6 - 1| = 0.4. Mean over 3.
        float[][] probabilities = [[0.9f, 0.1f], [0.9f, 0.1f], [0.4f, 0.6f]];

        Assert.Equal(0.4, ProbabilityScores.ExpectedCalibrationError(probabilities, [0, 1, 1], bins: 10), 6);
        Assert.Equal(0, ProbabilityScores.ExpectedCalibrationError([], []));
    }
}
