namespace ImageClassifier.Contracts.Jobs;

/// <summary>What a worker is doing.</summary>
public enum JobState
{
    /// <summary>Fetching photos.</summary>
    Starting,
    Training,

    /// <summary>The result is stored.</summary>
    Finished,

    /// <summary>Will fail again the same way; see the error.</summary>
    Failed,

    /// <summary>Left on request, with a checkpoint to resume from.</summary>
    Stopped,
}

/// <summary>A worker's heartbeat, written at most 30 s apart to <c>jobs/{id}/status.json</c>.</summary>
public sealed record JobStatus
{
    /// <summary>A job whose heartbeat is older than this has lost its worker.</summary>
    public static readonly TimeSpan Stale = TimeSpan.FromSeconds(90);

    public int SchemaVersion { get; init; } = 1;

    public required string JobId { get; init; }

    public required JobState State { get; init; }

    public required int Attempt { get; init; }

    /// <summary>Epochs done.</summary>
    public int Epoch { get; init; }

    /// <summary>Epochs planned.</summary>
    public int Of { get; init; }

    /// <summary>Null before there is anything to go by.</summary>
    public double? EtaSeconds { get; init; }

    public double? BestValAccuracy { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The last error, in a person's words.</summary>
    public string? Error { get; init; }

    public bool IsOver => State is JobState.Finished or JobState.Failed;
}

/// <summary>What happened to a job's worker.</summary>
public enum TrainingEventKind
{
    Finished,
    Failed,

    /// <summary>The worker left on request, after a checkpoint.</summary>
    Stopped,

    /// <summary>The launcher saw the process end; its last status says whether the job is over.</summary>
    Exited,
}

/// <summary>A message on the training-events queue; it wakes the orchestration that waits for the job.</summary>
public sealed record TrainingEvent
{
    public int SchemaVersion { get; init; } = 1;

    public required string JobId { get; init; }

    /// <summary>The durable instance to wake.</summary>
    public required string OrchestrationId { get; init; }

    public required TrainingEventKind Kind { get; init; }

    public required int Attempt { get; init; }

    public string? Message { get; init; }
}
