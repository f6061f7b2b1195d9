using ImageClassifier.Studies.Statistics;

namespace Studies.Tests.Statistics;

public sealed class ComparisonTests
{
    // For one and two degrees of freedom the distribution has closed forms.
    [Theory]
    [InlineData(0.3)]
    [InlineData(2.0)]
    [InlineData(25.0)]
    public void Students_tails_are_those_of_the_closed_forms(double t)
    {
        Assert.Equal(1 - 2 / Math.PI * Math.Atan(t), StudentT.TwoSided(t, 1), 12);
        Assert.Equal(1 - t / Math.Sqrt(2 + t * t), StudentT.TwoSided(-t, 2), 12);
        Assert.Equal(1, StudentT.TwoSided(0, 7), 12);
        Assert.Equal(0, StudentT.TwoSided(double.PositiveInfinity, 7));
    }

    // The table in every textbook.
    [Theory]
    [InlineData(0.95, 1, 12.7062)]
    [InlineData(0.95, 2, 4.3027)]
    [InlineData(0.95, 4, 2.7764)]
    [InlineData(0.95, 9, 2.2622)]
    [InlineData(0.99, 30, 2.7500)]
    [InlineData(0.95, 1e6, 1.9600)]
    public void Students_critical_values_are_those_of_the_tables(double confidence, double degrees, double expected) =>
        Assert.Equal(expected, StudentT.Critical(confidence, degrees), 4);

    [Fact]
    public void A_mean_has_its_sample_deviation_and_t_interval()
    {
        SampleSummary summary = SampleSummary.Of([0.7, 0.8, 0.9]);

        Assert.Equal((3, 0.8, 0.1), (summary.Count, Math.Round(summary.Mean, 12), Math.Round(summary.Deviation, 12)));
        // 4.30265 · 0.1 / √3
        Assert.Equal(0.8 - 0.24841, summary.Interval()!.Value.Low, 5);
        Assert.Equal(0.8 + 0.24841, summary.Interval()!.Value.High, 5);
        Assert.Null(SampleSummary.Of([0.7]).Interval());
        Assert.Equal(new SampleSummary(0, 0, 0), SampleSummary.Of([]));
    }

    // Binomial tails, summed with Python's exact integers.
    [Theory]
    [InlineData(1, 6, 0.125)]
    [InlineData(5, 5, 1)]
    [InlineData(0, 0, 1)]
    [InlineData(121, 59, 4.434449263755176e-06)]
    public void McNemars_test_is_the_binomial_one(int onlyFirst, int onlySecond, double p)
    {
        Comparison comparison = Comparison.McNemar(Answers(onlyFirst, onlySecond, 300).First, Answers(onlyFirst, onlySecond, 300).Second);

        Assert.Equal(p, comparison.P, 1e-10 * p);
        Assert.Equal((onlyFirst - onlySecond) / 300.0, comparison.Difference, 12);
    }

    [Fact]
    public void The_interval_of_a_paired_difference_adds_half_a_photo_to_each_count()
    {
        (bool[] first, bool[] second) = Answers(10, 4, 100);

        Comparison comparison = Comparison.McNemar(first, second);

        // 6 / 102 ± 1.96 · √(15 - 36 / 102) / 102
        Assert.Equal((-0.01472, 0.13236), (Math.Round(comparison.Low, 5), Math.Round(comparison.High, 5)));
    }

    [Fact]
    public void The_corrected_resampled_test_counts_the_overlap_of_the_folds()
    {
        // Mean 0.03, deviation 0.015811; error √(1/5 + 1/4) · 0.015811 = 0.0106066; t = 2.82843 with 4 degrees of freedom.
        Comparison folds = Comparison.Paired(ComparisonTest.Folds, [0.02, 0.04, 0.03, 0.05, 0.01], testToTrain: 0.25);
        Comparison naive = Comparison.Paired(ComparisonTest.Seeds, [0.02, 0.04, 0.03, 0.05, 0.01]);

        Assert.Equal(0.03, folds.Difference, 12);
        Assert.Equal(0.04742, folds.P, 5);
        Assert.Equal((0.00055, 0.05945), (Math.Round(folds.Low, 5), Math.Round(folds.High, 5)));
        Assert.True(naive.P < folds.P);
    }

    [Fact]
    public void Differences_without_any_spread_are_judged_by_their_number()
    {
        Assert.Equal(0.25, Comparison.Paired(ComparisonTest.Seeds, [0.1, 0.1, 0.1]).P, 12);
        Assert.Equal(1, Comparison.Paired(ComparisonTest.Seeds, [0, 0]).P);
    }

    [Fact]
    public void Holm_multiplies_the_smallest_by_the_most_and_keeps_the_order()
    {
        Assert.Equal([0.03, 0.06, 0.06], Comparison.Holm([0.01, 0.04, 0.03]), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal([1, 1], Comparison.Holm([0.7, 0.9]));
        Assert.Empty(Comparison.Holm([]));
    }

    private static (bool[] First, bool[] Second) Answers(int onlyFirst, int onlySecond, int total) => (
        [.. Enumerable.Range(0, total).Select(i => i < onlyFirst || i >= onlyFirst + onlySecond)],
        [.. Enumerable.Range(0, total).Select(i => i >= onlyFirst)]);
}
