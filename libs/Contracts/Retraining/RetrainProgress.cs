using ImageClassifier.Contracts.Jobs;

namespace ImageClassifier.Contracts.Retraining;

/// <summary>Where a retrain is.</summary>
public enum RetrainStage
{
    WaitingForPhotos,
    Snapshot,
    Training,
    SelectingChampion,
    Finished,
    Failed,
    Terminated,
}

/// <summary>One job of a retrain in progress.</summary>
public sealed record JobProgress(string Experiment, int Repeat, string JobId, JobState? State, int Epoch, int Of, double? EtaSeconds,
    double? BestValAccuracy, string? Error)
{
    /// <summary>From 0; null without cross-validation.</summary>
    public int? Fold { get; init; }

    /// <summary>Of a search: the epochs after which the trial is compared.</summary>
    public int? StopAfterEpoch { get; init; }
}

/// <summary>The answer to <c>GET /api/retrain/{id}</c>.</summary>
public sealed record RetrainProgress
{
    public required string RetrainId { get; init; }

    public required RetrainStage Stage { get; init; }

    /// <summary>One sentence for a person: <c>training 2 of 4: tuned, epoch 7 of 15, about 12 s left</c>.</summary>
    public required string Message { get; init; }

    /// <summary>What does not go as it should while it runs: a tracking server that is away, for instance. Null when all is well.</summary>
    public string? Warning { get; init; }

    public required IReadOnlyList<JobProgress> Jobs { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Once finished.</summary>
    public RetrainReport? Report { get; init; }

    /// <summary>Page that compares the runs, once they exist.</summary>
    public string? CompareUrl { get; init; }

    public bool IsOver => Stage is RetrainStage.Finished or RetrainStage.Failed or RetrainStage.Terminated;
}
