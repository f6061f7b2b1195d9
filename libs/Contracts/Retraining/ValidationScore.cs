using System.Text.Json.Serialization;

namespace ImageClassifier.Contracts.Retraining;

/// <summary>How good an experiment is on validation photos: by one of its runs, or by the mean of several.</summary>
public abstract record ValidationScore
{
    // A person who opens a report reads this first.
    [JsonPropertyOrder(-1)]
    public required string Experiment { get; init; }

    /// <summary>Of a search, from 1.</summary>
    public int? Trial { get; init; }

    /// <summary>Of a search: the epochs after which the trial was compared; null where it was trained to its end.</summary>
    public int? StopAfterEpoch { get; init; }

    /// <summary>In [0, 1]; null when nothing finished.</summary>
    public double? ValAccuracy { get; init; }

    /// <summary>
    /// Bounds of the 95 % interval: Wilson's for one run, the corrected t-interval of Nadeau and Bengio 2003 for the mean over folds.
    /// </summary>
    public double? ValAccuracyLow { get; init; }

    public double? ValAccuracyHigh { get; init; }

    public double? TrainAccuracy { get; init; }

    /// <summary>At the best epoch.</summary>
    public double? ValLoss { get; init; }
}
