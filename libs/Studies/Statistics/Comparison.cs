using ImageClassifier.Contracts.Statistics;
using MathNet.Numerics.Distributions;

namespace ImageClassifier.Studies.Statistics;

/// <summary>What was done to tell a difference from noise.</summary>
public enum ComparisonTest
{
    /// <summary>McNemar's exact test: two classifiers on the same photos.</summary>
    McNemar,

    /// <summary>Paired t-test over photos, each photo's hits averaged over the repeats.</summary>
    Photos,

    /// <summary>Paired t-test over the seeds of the repeats.</summary>
    Seeds,

    /// <summary>Corrected resampled t-test over folds (Nadeau and Bengio 2003).</summary>
    Folds,
}

/// <summary>The difference of two accuracies, how far it may be off and how likely it is from noise alone.</summary>
/// <param name="Test">How it was judged.</param>
/// <param name="Difference">First minus second, in [-1, 1].</param>
/// <param name="Low">Lower bound of its 95 % interval.</param>
/// <param name="High">Upper bound.</param>
/// <param name="P">Two-sided probability of at least this difference if there were none.</param>
public sealed record Comparison(ComparisonTest Test, double Difference, double Low, double High, double P)
{
    /// <summary>
    /// McNemar's exact test: of the photos that only one of two classifiers gets right, each is as likely to have half (McNemar 1947, with
    /// binomial probabilities). The interval is that of Agresti and Min 2005: Wald's, after half a photo was added to each of the four
    /// counts.
    /// </summary>
    /// <param name="first">Whether the first classifier is right, photo by photo.</param>
    /// <param name="second">The same photos in the same order.</param>
    public static Comparison McNemar(IReadOnlyList<bool> first, IReadOnlyList<bool> second)
    {
        if (first.Count != second.Count)
            throw new ArgumentException($"{first.Count} and {second.Count} answers are not for the same photos", nameof(second));
        int onlyFirst = first.Zip(second).Count(pair => pair.First && !pair.Second), onlySecond = first.Zip(second)
            .Count(pair => !pair.First && pair.Second);
        double n = first.Count + 2, b = onlyFirst + 0.5, c = onlySecond + 0.5, middle = (b - c) / n;
        double half = WilsonInterval.Z95 * Math.Sqrt(b + c - (b - c) * (b - c) / n) / n;
        double difference = first.Count == 0 ? 0 : (double)(onlyFirst - onlySecond) / first.Count;
        // Few photos pull the middle towards 0, and what was measured may not lie outside.
        return new Comparison(ComparisonTest.McNemar, difference, Math.Max(-1, Math.Min(difference, middle - half)),
            Math.Min(1, Math.Max(difference, middle + half)),
            McNemarP(onlyFirst, onlySecond));
    }

    /// <summary>A paired t-test; with <paramref name="testToTrain"/> the corrected resampled one, eq. 9 of Nadeau and Bengio
    /// 2003.</summary>
    /// <param name="test">What the pairs are.</param>
    /// <param name="differences">First minus second, pair by pair; at least two.</param>
    /// <param name="testToTrain">Validation over training photos for folds; 0 for independent pairs.</param>
    public static Comparison Paired(ComparisonTest test, IReadOnlyList<double> differences, double testToTrain = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(differences.Count, 2);
        SampleSummary summary = SampleSummary.Of(differences);
        if (summary.Deviation < 1e-12)
        {
            // Without any spread there is no t. That all pairs have one sign has this probability.
            double p = Math.Abs(summary.Mean) < 1e-12 ? 1 : Math.Pow(0.5, differences.Count - 1);
            return new Comparison(test, summary.Mean, summary.Mean, summary.Mean, p);
        }
        (double low, double high) = summary.Interval(testToTrain)!.Value;
        return new Comparison(test, summary.Mean, low, high,
            StudentT.TwoSided(summary.Mean / summary.Error(testToTrain), differences.Count - 1));
    }

    /// <summary>Holm 1979: p-values that may be compared with 0.05 although several differences were looked at.</summary>
    /// <returns>Adjusted values in the order of <paramref name="p"/>, at most 1.</returns>
    public static IReadOnlyList<double> Holm(IReadOnlyList<double> p)
    {
        double[] adjusted = new double[p.Count];
        double largest = 0;
        foreach ((int index, int rank) in Enumerable.Range(0, p.Count).OrderBy(i => p[i]).Select((index, rank) => (index, rank)))
            adjusted[index] = largest = Math.Max(largest, Math.Min(1, p[index] * (p.Count - rank)));
        return adjusted;
    }

    private static double McNemarP(int b, int c) => b + c == 0 ? 1 : Math.Min(1, 2 * Binomial.CDF(0.5, b + c, Math.Min(b, c)));
}
