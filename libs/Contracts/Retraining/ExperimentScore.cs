namespace ImageClassifier.Contracts.Retraining;

/// <summary>What an experiment is worth: means over its folds and repeats.</summary>
public sealed record ExperimentScore : ValidationScore
{
    /// <summary>Finished.</summary>
    public required int Runs { get; init; }

    public required int Planned { get; init; }

    /// <summary>Sample standard deviation of the runs' validation accuracies; null with fewer than two.</summary>
    public double? ValAccuracyStd { get; init; }

    public long? Parameters { get; init; }

    /// <summary>Of a search: how far it came, from 0.</summary>
    public int Rung { get; init; }

    /// <summary>Index of its best finished run: the model that stands for it.</summary>
    public int? BestRun { get; init; }
}
