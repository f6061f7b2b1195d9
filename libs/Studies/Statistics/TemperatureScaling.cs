using ImageClassifier.Contracts.Statistics;

namespace ImageClassifier.Studies.Statistics;

/// <summary>
/// One number that makes a network's answers as sure as they are right: softmax(logits / T) (Guo et al. 2017, section 4.2). No answer
/// changes, only its probability.
/// </summary>
public static class TemperatureScaling
{
    /// <summary>Bounds of the temperature: beyond them, few photos were believed too much.</summary>
    public const double Lowest = 0.1, Highest = 10;

    /// <summary>Parts of <see cref="CrossFitted"/>: with so many a fit of few photos is nearly the fit of all.</summary>
    private const int Parts = 20;

    /// <summary>
    /// The temperature under which the true classes are most likely, in [<see cref="Lowest"/>, <see cref="Highest"/>]. 1 where the
    /// likelihood only grows with sharper answers: photos that are all right say nothing about doubt.
    /// </summary>
    /// <param name="logits">[N][K] of photos that were not trained on.</param>
    /// <param name="actual">[N] true class indices.</param>
    public static double Fit(IReadOnlyList<float[]> logits, IReadOnlyList<int> actual)
    {
        // In 1 / T the negative log-likelihood is convex: its slope crosses zero once at most.
        double low = 1 / Highest, high = 1 / Lowest;
        if (logits.Count == 0 || Slope(logits, actual, high).First <= 0) return 1;
        if (Slope(logits, actual, low).First >= 0) return Highest;
        double inverse = 1;
        for (int i = 0; i < 100; i++)
        {
            (double slope, double curvature) = Slope(logits, actual, inverse);
            if (slope > 0) high = inverse;
            else low = inverse;
            double next = inverse - slope / curvature;
            // Newton's step where it stays between the bounds, else their middle.
            if (!(next > low && next < high)) next = (low + high) / 2;
            if (Math.Abs(next - inverse) < 1e-10 * inverse) break;
            inverse = next;
        }
        return 1 / inverse;
    }

    /// <summary>
    /// Calibrated probabilities for measuring: each part of the photos with the temperature of all others, so that no photo is judged by a
    /// number that it helped to find (cross-fitting). Of <see cref="Parts"/> parts each fit has nearly all photos: of two halves of few
    /// photos the temperatures differ by chance, and the error with them looks larger than without any. Each class is dealt to the parts in
    /// turn.
    /// </summary>
    /// <returns>[N][K] in the order of <paramref name="logits"/>.</returns>
    public static IReadOnlyList<float[]> CrossFitted(IReadOnlyList<float[]> logits, IReadOnlyList<int> actual)
    {
        // By class and then in turn, so that no part lacks a class that has photos for all.
        int[] part = new int[logits.Count];
        foreach ((int i, int place) in Enumerable.Range(0, logits.Count).OrderBy(i => actual[i]).Select((i, place) => (i, place))) part[i] =
            place % Parts;
        double[] temperatures = [.. Enumerable.Range(0, Parts).Select(side =>
        {
            int[] other = [.. Enumerable.Range(0, logits.Count).Where(i => part[i] != side)];
            return Fit([.. other.Select(i => logits[i])], [.. other.Select(i => actual[i])]);
        })];
        return [.. logits.Select((row, i) => Softmax.Of(row, temperatures[part[i]]))];
    }

    /// <summary>
    /// How sure and how right calibrated answers are: photos lie in the bin of the temperature of all, and are judged by
    /// <see cref="CrossFitted"/> probabilities.
    /// </summary>
    /// <param name="logits">[N][K] of photos that were not trained on.</param>
    /// <param name="actual">[N] true class indices.</param>
    public static IReadOnlyList<ReliabilityBin> Reliability(IReadOnlyList<float[]> logits, IReadOnlyList<int> actual)
    {
        double temperature = Fit(logits, actual);
        return Calibration.Reliability(
            CrossFitted(logits, actual), actual, binnedBy: [.. logits.Select(row => Softmax.Of(row, temperature))]);
    }

    /// <summary>First and second derivative of the mean negative log-likelihood in 1 / T: expectation and variance of the logits.</summary>
    private static (double First, double Second) Slope(IReadOnlyList<float[]> logits, IReadOnlyList<int> actual, double inverse)
    {
        double first = 0, second = 0;
        for (int i = 0; i < logits.Count; i++)
        {
            float[] row = logits[i];
            double largest = row.Max(), sum = 0, mean = 0, square = 0;
            foreach (float logit in row)
            {
                // From the largest, so that the variance of large logits keeps its digits.
                double value = logit - largest, weight = Math.Exp(value * inverse);
                sum += weight;
                mean += weight * value;
                square += weight * value * value;
            }
            mean /= sum;
            first += mean - (row[actual[i]] - largest);
            second += square / sum - mean * mean;
        }
        return (first / logits.Count, second / logits.Count);
    }
}
