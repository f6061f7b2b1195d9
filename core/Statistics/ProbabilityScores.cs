namespace ImageClassifier.Core.Statistics;

/// <summary>Scores that look at the probabilities and not only at the winner.</summary>
public static class ProbabilityScores
{
    /// <summary>
    /// Area under the ROC curve, one class against the rest, averaged over the classes that have photos on both sides
    /// (Hand and Till 2001 discuss the choice); equals the probability that a photo of the class ranks above another. NaN if no class has both.
    /// </summary>
    /// <param name="probabilities">[N][K], rows sum to 1.</param>
    /// <param name="actual">[N] true class indices.</param>
    public static double MacroAuc(IReadOnlyList<float[]> probabilities, IReadOnlyList<int> actual)
    {
        int classes = probabilities.Count == 0 ? 0 : probabilities[0].Length;
        double[] areas = [.. Enumerable.Range(0, classes).Select(k => Auc(probabilities, actual, k)).Where(area => !double.IsNaN(area))];
        return areas.Length == 0 ? double.NaN : areas.Average();
    }

    /// <summary>Expected calibration error over bins of equal width of the winner's probability (Guo et al. 2017, eq. 3).</summary>
    /// <param name="probabilities">[N][K], rows sum to 1.</param>
    /// <param name="actual">[N] true class indices.</param>
    /// <param name="bins">15 in the paper.</param>
    public static double ExpectedCalibrationError(IReadOnlyList<float[]> probabilities, IReadOnlyList<int> actual, int bins = 15)
    {
        var confidence = new double[bins];
        var correct = new double[bins];
        for (int i = 0; i < probabilities.Count; i++)
        {
            int winner = Array.IndexOf(probabilities[i], probabilities[i].Max());
            // Bins are (low, high], so a probability on an edge belongs to the lower bin.
            int bin = Math.Clamp((int)Math.Ceiling(probabilities[i][winner] * bins) - 1, 0, bins - 1);
            confidence[bin] += probabilities[i][winner];
            correct[bin] += winner == actual[i] ? 1 : 0;
        }
        return probabilities.Count == 0 ? 0 : confidence.Zip(correct, (sum, hits) => Math.Abs(sum - hits)).Sum() / probabilities.Count;
    }

    /// <summary>The Mann–Whitney statistic with ties counted half.</summary>
    private static double Auc(IReadOnlyList<float[]> probabilities, IReadOnlyList<int> actual, int k)
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
}
