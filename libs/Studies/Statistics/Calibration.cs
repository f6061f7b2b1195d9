using ImageClassifier.Contracts.Statistics;

namespace ImageClassifier.Studies.Statistics;

/// <summary>Whether answers of so much probability are right so often (Guo et al. 2017).</summary>
public static class Calibration
{
    /// <summary>15 in the paper.</summary>
    public const int Bins = 15;

    /// <summary>Bins of equal width by the winner's probability, from 0 to 1, empty ones included.</summary>
    /// <param name="probabilities">[N][K], rows sum to 1.</param>
    /// <param name="actual">[N] true class indices.</param>
    /// <param name="bins">How many.</param>
    /// <param name="binnedBy">
    /// [N][K], the probabilities that say which bin a photo is in; its own without them. Those of
    /// <see cref="TemperatureScaling.CrossFitted"/> shrink where the photo's answer is right, so by themselves they would part the right
    /// ones from the wrong ones at the edge of a bin.
    /// </param>
    public static IReadOnlyList<ReliabilityBin> Reliability(IReadOnlyList<float[]> probabilities, IReadOnlyList<int> actual,
        int bins = Bins, IReadOnlyList<float[]>? binnedBy = null)
    {
        var confidence = new double[bins];
        var correct = new int[bins];
        var count = new int[bins];
        for (int i = 0; i < probabilities.Count; i++)
        {
            int winner = Array.IndexOf(probabilities[i], probabilities[i].Max());
            // Bins are (low, high], so a probability on an edge belongs to the lower bin.
            int bin = Math.Clamp((int)Math.Ceiling((binnedBy ?? probabilities)[i][winner] * bins) - 1, 0, bins - 1);
            confidence[bin] += probabilities[i][winner];
            correct[bin] += winner == actual[i] ? 1 : 0;
            count[bin]++;
        }
        return
        [
            .. Enumerable.Range(0, bins).Select(bin => new ReliabilityBin((double)bin / bins, (bin + 1.0) / bins, count[bin],
                count[bin] == 0 ? 0 : confidence[bin] / count[bin], count[bin] == 0 ? 0 : (double)correct[bin] / count[bin])),
        ];
    }

    /// <summary>Expected calibration error: mean gap between confidence and accuracy, each bin by its photos (Guo et al. 2017, eq.
    /// 3).</summary>
    public static double Error(IReadOnlyList<ReliabilityBin> bins)
    {
        int photos = bins.Sum(bin => bin.Count);
        return photos == 0 ? 0 : bins.Sum(bin => bin.Count * Math.Abs(bin.Confidence - bin.Accuracy)) / photos;
    }
}
