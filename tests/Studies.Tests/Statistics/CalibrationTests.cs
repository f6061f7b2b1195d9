using ImageClassifier.Contracts.Statistics;

using ImageClassifier.Studies.Statistics;

namespace Studies.Tests.Statistics;

public sealed class CalibrationTests
{
    private static readonly float[][] Logits =
        [[4, 0, 0], [0, 3, 0], [0, 0, 5], [3, 0, 1], [0, 2, 2.5f], [2, 0, 6], [1, 4, 0], [5, 1, 0]];

    private static readonly int[] Actual = [0, 1, 2, 2, 1, 2, 1, 1];

    // torch 1.13: LBFGS on cross_entropy(logits / T, y) in float64, and the same losses at T = 1.
    [Fact]
    public void The_temperature_is_that_of_the_greatest_likelihood()
    {
        float[][] probabilities = [.. Logits.Select(row => Softmax.Of(row))];

        double temperature = TemperatureScaling.Fit(Logits, Actual);

        Assert.Equal(2.04950799, temperature, 6);
        Assert.Equal(0.93115627, ProbabilityScores.LogLoss(probabilities, Actual), 6);
        Assert.Equal(0.73397521, ProbabilityScores.LogLoss([.. Logits.Select(row => Softmax.Of(row, temperature))], Actual), 6);
        Assert.Equal(0.52502063, ProbabilityScores.Brier(probabilities, Actual), 6);
    }

    [Fact]
    public void Photos_that_are_all_right_say_nothing_about_doubt()
    {
        Assert.Equal(1, TemperatureScaling.Fit([[4, 0], [0, 3]], [0, 1]));
        Assert.Equal(1, TemperatureScaling.Fit([], []));
    }

    [Fact]
    public void Answers_that_are_worse_than_none_become_as_unsure_as_can_be() =>
        Assert.Equal(TemperatureScaling.Highest, TemperatureScaling.Fit([[4, 0], [0, 3]], [1, 0]));

    [Fact]
    public void Large_logits_are_no_trouble()
    {
        float[] probabilities = Softmax.Of([10_000, -10_000, 9_999]);

        Assert.Equal(1, probabilities.Sum(), 6);
        Assert.Equal(0.7310586f, probabilities[0], 6);
        Assert.Equal(TemperatureScaling.Highest, TemperatureScaling.Fit([[10_000, 0], [0, 9_000], [8_000, 0]], [0, 0, 1]));
        Assert.True(double.IsFinite(ProbabilityScores.LogLoss([probabilities], [1])));
    }

    [Fact]
    public void No_photo_is_judged_by_a_temperature_that_it_helped_to_find()
    {
        IReadOnlyList<float[]> calibrated = TemperatureScaling.CrossFitted(Logits, Actual);

        for (int i = 0; i < Logits.Length; i++)
        {
            int[] others = [.. Enumerable.Range(0, Logits.Length).Where(other => other != i)];
            double temperature = TemperatureScaling.Fit(
                [.. others.Select(other => Logits[other])], [.. others.Select(other => Actual[other])]);
            Assert.Equal(Softmax.Of(Logits[i], temperature), calibrated[i]);
        }
    }

    [Fact]
    public void A_temperature_that_changes_nothing_does_not_change_the_error_either()
    {
        // 24 photos, as right as they are sure: 3 of 4 at a probability of 3/4 against one other class.
        float sure = MathF.Log(3);
        float[][] logits = [.. Enumerable.Range(0, 24).Select(i => i % 2 == 0 ? new[] { sure, 0 } : [0, sure])];
        int[] actual = [.. Enumerable.Range(0, 24).Select(i => i % 8 < 6 ? i % 2 : 1 - i % 2)];

        double error = Calibration.Error(Calibration.Reliability([.. logits.Select(row => Softmax.Of(row))], actual));
        double calibrated = Calibration.Error(TemperatureScaling.Reliability(logits, actual));

        Assert.Equal(1, TemperatureScaling.Fit(logits, actual), 6);
        Assert.Equal(0, error, 6);
        // What one photo's own answer weighs in the temperature of the others.
        Assert.InRange(calibrated, 0, 0.05);
    }

    [Fact]
    public void Bins_hold_their_upper_edge_and_empty_ones_are_kept()
    {
        IReadOnlyList<ReliabilityBin> bins =
            Calibration.Reliability([[0.5f, 0.5f], [0.75f, 0.25f], [0.25f, 0.75f], [1f, 0f]], [0, 0, 0, 0], bins: 4);

        Assert.Equal(
        [
            new ReliabilityBin(0, 0.25, 0, 0, 0), new ReliabilityBin(0.25, 0.5, 1, 0.5, 1),
            new ReliabilityBin(0.5, 0.75, 2, 0.75, 0.5), new ReliabilityBin(0.75, 1, 1, 1, 1),
        ], bins);
        // (1 · 0.5 + 2 · 0.25 + 1 · 0) / 4
        Assert.Equal(0.25, Calibration.Error(bins), 12);
    }

    [Fact]
    public void Each_class_has_its_area()
    {
        float[][] probabilities = [[0.6f, 0.3f, 0.1f], [0.3f, 0.6f, 0.1f], [0.6f, 0.3f, 0.1f]];

        // Class 0: the positive 0.6 against 0.3 and 0.6. Class 1: 0.6 against 0.3 twice. Class 2: ties only.
        Assert.Equal([0.75, 1, 0.5], Enumerable.Range(0, 3).Select(k => ProbabilityScores.Auc(probabilities, [0, 1, 2], k)));
    }
}
