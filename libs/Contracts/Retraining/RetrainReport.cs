using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Jobs;

namespace ImageClassifier.Contracts.Retraining;

/// <summary>One line of the leaderboard: a run.</summary>
public sealed record LeaderboardEntry : ValidationScore
{
    public required int Repeat { get; init; }

    /// <summary>From 0; null without cross-validation.</summary>
    public int? Fold { get; init; }

    public required string JobId { get; init; }

    public required string RunId { get; init; }

    public required JobState State { get; init; }

    /// <summary>True when an identical job had finished before and was not trained again.</summary>
    public bool Reused { get; init; }

    /// <summary>Training minus validation accuracy at the best epoch.</summary>
    public double? Gap { get; init; }

    public int? BestEpoch { get; init; }

    public int? Epochs { get; init; }

    /// <summary>Wall time of all epochs.</summary>
    public double? Seconds { get; init; }

    public string? Error { get; init; }
}

/// <summary>The model that serves after a retrain.</summary>
public sealed record Champion(string Experiment, string JobId, string RunId, string ModelVersion, double ValAccuracy,
    double ValAccuracyLow, double ValAccuracyHigh)
{
    /// <summary>Finished runs of its experiment, over folds and repeats.</summary>
    public int Runs { get; init; } = 1;

    /// <summary>Their mean validation accuracy: the estimate for new photos. Null for a single run.</summary>
    public double? MeanValAccuracy { get; init; }

    /// <summary>Their sample standard deviation.</summary>
    public double? StdValAccuracy { get; init; }
}

/// <summary>The outcome of a retrain, <c>reports/{id}.json</c> and the orchestration's output.</summary>
public sealed record RetrainReport
{
    public int SchemaVersion { get; init; } = 1;

    public required string RetrainId { get; init; }

    public string? Study { get; init; }

    public required string ManifestDigest { get; init; }

    public required IReadOnlyList<ClassCount> Counts { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Means over folds and repeats, best first.</summary>
    public IReadOnlyList<ExperimentScore> Experiments { get; init; } = [];

    /// <summary>Experiment by experiment as in <see cref="Experiments"/>, the best run of each first; what failed comes last.</summary>
    public required IReadOnlyList<LeaderboardEntry> Runs { get; init; }

    /// <summary>Null when no job finished.</summary>
    public Champion? Champion { get; init; }

    /// <summary>MLflow's ids of the comparison.</summary>
    public required TrackingRun Tracking { get; init; }

    public required double Seconds { get; init; }
}
