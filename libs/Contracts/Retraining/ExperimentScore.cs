namespace ImageClassifier.Contracts.Retraining;

/// <summary>What an experiment is worth, over its folds and repeats.</summary>
public sealed record ExperimentScore
{
    public required string Experiment { get; init; }

    /// <summary>Finished.</summary>
    public required int Runs { get; init; }

    public required int Planned { get; init; }

    /// <summary>Mean of the runs' validation accuracies, in [0, 1]; null when none finished.</summary>
    public double? ValAccuracy { get; init; }

    /// <summary>Their sample standard deviation; null with fewer than two.</summary>
    public double? ValAccuracyStd { get; init; }

    /// <summary>Bounds of the 95 % interval of the mean: Wilson's for one run, the corrected t-interval of Nadeau and Bengio 2003 for
    /// folds.</summary>
    public double? ValAccuracyLow { get; init; }

    public double? ValAccuracyHigh { get; init; }

    public double? TrainAccuracy { get; init; }

    /// <summary>Mean loss of the runs' best epochs.</summary>
    public double? ValLoss { get; init; }

    public long? Parameters { get; init; }

    /// <summary>Of a search, from 1.</summary>
    public int? Trial { get; init; }

    /// <summary>Of a search: how far it came, from 0.</summary>
    public int Rung { get; init; }

    /// <summary>Epochs after which it was compared, where those are not all.</summary>
    public int? StopAfterEpoch { get; init; }

    /// <summary>Index of its best finished run: the model that stands for it.</summary>
    public int? BestRun { get; init; }
}
