using Distribution = MathNet.Numerics.Distributions.StudentT;

namespace ImageClassifier.Studies.Statistics;

/// <summary>Student's t distribution (Student 1908).</summary>
public static class StudentT
{
    /// <summary>Probability of a value of at least |<paramref name="t"/>| on either side.</summary>
    /// <param name="t">Any number, also infinite.</param>
    /// <param name="degrees">Degrees of freedom, above 0.</param>
    public static double TwoSided(double t, double degrees)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(degrees);
        return double.IsInfinity(t) ? 0 : 2 * Distribution.CDF(0, 1, degrees, -Math.Abs(t));
    }

    /// <summary>The t that |values| exceed with probability 1 - <paramref name="confidence"/>: 12.706 for 0.95 and one degree of
    /// freedom.</summary>
    /// <param name="confidence">In [0.5, 1).</param>
    /// <param name="degrees">Degrees of freedom, above 0.</param>
    public static double Critical(double confidence, double degrees)
    {
        if (confidence is not (>= 0.5 and < 1))
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "must be in [0.5, 1)");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(degrees);
        return Distribution.InvCDF(0, 1, degrees, (1 + confidence) / 2);
    }
}
