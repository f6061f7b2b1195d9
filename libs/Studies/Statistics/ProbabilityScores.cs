namespace ImageClassifier.Studies.Statistics;

/// <summary>Scores that look at the probabilities and not only at the winner.</summary>
public static class ProbabilityScores
{
    /// <summary>Mean of <see cref="Auc"/> over the classes that have one; NaN if none has (Hand and Till 2001 discuss the
    /// choice).</summary>
    /// <param name="probabilities">[N][K], rows sum to 1.</param>
    /// <param name="actual">[N] true class indices.</param>
    public static double MacroAuc(IReadOnlyList<float[]> probabilities, IReadOnlyList<int> actual)
    {
        int classes = probabilities.Count == 0 ? 0 : probabilities[0].Length;
        double[] areas = [.. Enumerable.Range(0, classes).Select(k => Auc(probabilities, actual, k)).Where(area => !double.IsNaN(area))];
        return areas.Length == 0 ? double.NaN : areas.Average();
    }

    /// <summary>
    /// Area under the ROC curve of one class against the rest: the probability that a photo of the class ranks above another, ties counted
    /// half (the Mann–Whitney statistic). NaN without photos on both sides.
    /// </summary>
    /// <param name="probabilities">[N][K], rows sum to 1.</param>
    /// <param name="actual">[N] true class indices.</param>
    /// <param name="k">The class.</param>
    public static double Auc(IReadOnlyList<float[]> probabilities, IReadOnlyList<int> actual, int k)
    {
        (float Score, bool Positive)[] ranked = [.. probabilities.Select((row, i) => (row[k], actual[i] == k)).OrderBy(pair => pair.Item1)];
        double positives = ranked.Count(pair => pair.Positive), negatives = ranked.Length - positives;
        if (positives == 0 || negatives == 0) return double.NaN;
        double rankSum = 0;
        for (int start = 0, end; start < ranked.Length; start = end)
        {
            for (end = start; end < ranked.Length && ranked[end].Score == ranked[start].Score;) end++;
            double meanRank = (start + 1 + end) / 2.0;
            rankSum += meanRank * ranked[start..end].Count(pair => pair.Positive);
        }
        return (rankSum - positives * (positives + 1) / 2) / (positives * negatives);
    }

    /// <summary>Mean negative logarithm of the true class's probability. A probability of 0 counts as the smallest of float32, as no answer
    /// is infinitely wrong.</summary>
    /// <param name="probabilities">[N][K], rows sum to 1.</param>
    /// <param name="actual">[N] true class indices.</param>
    public static double LogLoss(IReadOnlyList<float[]> probabilities, IReadOnlyList<int> actual) => probabilities.Count == 0
        ? 0
        : probabilities.Select((row, i) => -Math.Log(Math.Max(row[actual[i]], float.Epsilon))).Average();

    /// <summary>Mean squared distance from the answer that would have been right (Brier 1950): 0 is perfect, 2 sure of a wrong
    /// class.</summary>
    /// <param name="probabilities">[N][K], rows sum to 1.</param>
    /// <param name="actual">[N] true class indices.</param>
    public static double Brier(IReadOnlyList<float[]> probabilities, IReadOnlyList<int> actual) => probabilities.Count == 0
        ? 0
        : probabilities.Select((row, i) => row.Select((p, k) => Math.Pow(p - (k == actual[i] ? 1 : 0), 2)).Sum()).Average();

    /// <inheritdoc cref="Calibration.Error"/>
    /// <param name="probabilities">[N][K], rows sum to 1.</param>
    /// <param name="actual">[N] true class indices.</param>
    /// <param name="bins">15 in the paper.</param>
    public static double ExpectedCalibrationError(IReadOnlyList<float[]> probabilities, IReadOnlyList<int> actual,
        int bins = Calibration.Bins) =>
        Calibration.Error(Calibration.Reliability(probabilities, actual, bins));
}
