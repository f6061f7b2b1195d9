namespace ImageClassifier.Contracts.Statistics;

/// <summary>Precision, recall and F1 of one class; 0 where a ratio has no denominator, as scikit-learn's default.</summary>
/// <param name="Support">Photos of this class.</param>
public sealed record ClassScore(string Label, double Precision, double Recall, double F1, int Support)
{
    /// <summary>Area under the ROC curve of this class against the rest; null where it was not measured or has no photos on one
    /// side.</summary>
    public double? Auc { get; init; }
}

/// <summary>How often each class was taken for which.</summary>
public sealed class ConfusionMatrix
{
    private readonly IReadOnlyList<string> _classes;
    private readonly int[][] _counts;

    /// <param name="classes">In the order of the indices.</param>
    /// <param name="pairs">True and predicted index of each photo.</param>
    public ConfusionMatrix(IReadOnlyList<string> classes, IEnumerable<(int Actual, int Predicted)> pairs)
    {
        _classes = classes;
        _counts = [.. classes.Select(_ => new int[classes.Count])];
        foreach ((int actual, int predicted) in pairs) _counts[actual][predicted]++;
    }

    /// <summary>Row: true class; column: predicted class.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Counts => _counts;

    public int Total => _counts.Sum(row => row.Sum());

    public int Correct => _counts.Select((row, i) => row[i]).Sum();

    public double Accuracy => Total == 0 ? 0 : (double)Correct / Total;

    public IReadOnlyList<ClassScore> PerClass =>
    [
        .. _classes.Select((label, k) =>
        {
            int hits = _counts[k][k], support = _counts[k].Sum(), predicted = _counts.Sum(row => row[k]);
            return new ClassScore(label, Ratio(hits, predicted), Ratio(hits, support), Ratio(2 * hits, support + predicted), support);
        }),
    ];

    /// <summary>Unweighted means over the classes; a class without photos counts with 0.</summary>
    public (double Precision, double Recall, double F1) Macro
    {
        get
        {
            IReadOnlyList<ClassScore> scores = PerClass;
            return (scores.Average(score => score.Precision), scores.Average(score => score.Recall), scores.Average(score => score.F1));
        }
    }

    private static double Ratio(int numerator, int denominator) => denominator == 0 ? 0 : (double)numerator / denominator;
}
