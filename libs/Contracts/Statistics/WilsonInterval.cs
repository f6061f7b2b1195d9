namespace ImageClassifier.Contracts.Statistics;

/// <summary>Confidence interval of a proportion (Wilson 1927); unlike the normal one it is right for few photos and near 0 or 1.</summary>
/// <param name="Low">In [0, 1].</param>
/// <param name="High">In [0, 1].</param>
public readonly record struct WilsonInterval(double Low, double High)
{
    /// <summary>97.5 % quantile of the normal distribution: 95 % lie within.</summary>
    public const double Z95 = 1.959963984540054;

    /// <summary>The 95 % interval of <paramref name="correct"/> out of <paramref name="total"/>; [0, 1] for none.</summary>
    public static WilsonInterval Of(int correct, int total)
    {
        if (total == 0) return new WilsonInterval(0, 1);
        double n = total, p = correct / n, z2 = Z95 * Z95;
        double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
        double half = Z95 / (1 + z2 / n) * Math.Sqrt(p * (1 - p) / n + z2 / (4 * n * n));
        return new WilsonInterval(Math.Max(0, centre - half), Math.Min(1, centre + half));
    }
}
