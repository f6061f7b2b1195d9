namespace ImageClassifier.Contracts.Experiments;

/// <summary>What early stopping and the choice of the best epoch look at.</summary>
public enum StoppingMetric
{
    ValAccuracy,
    ValLoss,
}

/// <summary>Ends training when the validation metric no longer improves.</summary>
public sealed record EarlyStoppingOptions
{
    public StoppingMetric Metric { get; init; } = StoppingMetric.ValAccuracy;

    /// <summary>Epochs without improvement after which training ends.</summary>
    public int Patience { get; init; } = 5;

    /// <summary>The least change that counts as an improvement.</summary>
    public double MinDelta { get; init; }

    internal IReadOnlyList<Problem> Validate(string path) => new Check(path)
        .Range("patience", Patience, 1, 10_000)
        .Range("minDelta", MinDelta, 0.0, 1000.0)
        .Problems;
}
