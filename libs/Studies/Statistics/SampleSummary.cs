namespace ImageClassifier.Studies.Statistics;

/// <summary>Some measurements of the same thing.</summary>
/// <param name="Count">How many.</param>
/// <param name="Mean">Their mean; 0 of none.</param>
/// <param name="Deviation">Sample standard deviation, with n - 1; 0 below two.</param>
public readonly record struct SampleSummary(int Count, double Mean, double Deviation)
{
    /// <summary>The deviation; null below two, where there is none.</summary>
    public double? Std => Count < 2 ? null : Deviation;

    public static SampleSummary Of(IReadOnlyCollection<double> values)
    {
        if (values.Count == 0) return new SampleSummary(0, 0, 0);
        double mean = values.Average();
        return new SampleSummary(values.Count, mean, values.Count < 2 ? 0
            : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1)));
    }

    /// <summary>The 95 % t-interval of the mean; null below two values.</summary>
    /// <param name="testToTrain">
    /// For values from folds or other resamplings, whose training photos overlap: validation over training photos (Nadeau and Bengio 2003);
    /// 0 for independent values.
    /// </param>
    public (double Low, double High)? Interval(double testToTrain = 0)
    {
        if (Count < 2) return null;
        double half = StudentT.Critical(0.95, Count - 1) * Error(testToTrain);
        return (Mean - half, Mean + half);
    }

    /// <summary>Standard error of the mean, corrected for overlap as <see cref="Interval"/> says.</summary>
    internal double Error(double testToTrain) => Math.Sqrt(1.0 / Count + testToTrain) * Deviation;
}
