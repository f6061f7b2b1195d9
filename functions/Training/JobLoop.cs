using ImageClassifier.Contracts.Jobs;

namespace ImageClassifier.Functions.Training;

/// <summary>What the orchestration of one job knows; carried over when it starts its history anew.</summary>
public sealed record JobLoop
{
    public required string RetrainId { get; init; }

    public required string JobId { get; init; }

    /// <summary>Index of the planned run that it is trained for.</summary>
    public required int Run { get; init; }

    /// <summary>Then it is stopped (UTC).</summary>
    public required DateTime Deadline { get; init; }

    /// <summary>The attempt that should be running; 0 when none should.</summary>
    public int Attempt { get; init; }

    /// <summary>When that attempt was started (UTC).</summary>
    public DateTime LaunchedAt { get; init; }

    /// <summary>Workers lost since an epoch was last completed.</summary>
    public int Losses { get; init; }

    /// <summary>Those of them, the last ones in a row, that ended before their first heartbeat.</summary>
    public int FailedStarts { get; init; }

    /// <summary>Why the last worker was lost.</summary>
    public string? Error { get; init; }

    /// <summary>Epochs that were done when the last worker was lost.</summary>
    public int Epoch { get; init; }
}

/// <summary>What to start.</summary>
/// <param name="OrchestrationId">The instance that waits for the job's events.</param>
/// <param name="Replaces">The attempt that was lost, 0 for none: its worker no longer counts as alive.</param>
/// <param name="Error">Why it was lost.</param>
public sealed record StartInput(string RetrainId, int Run, string OrchestrationId, int Replaces, string? Error = null);

/// <summary>What became of a start.</summary>
public enum StartKind
{
    /// <summary>The result is there already.</summary>
    Finished,

    /// <summary>A worker was started, or one is at it.</summary>
    Running,

    /// <summary>No worker can be started; trying again does not help.</summary>
    Impossible,

    /// <summary>The retrain is cancelled.</summary>
    Cancelled,
}

/// <summary>What became of a start.</summary>
/// <param name="Attempt">The attempt that runs.</param>
public sealed record StartOutcome(StartKind Kind, int Attempt = 0, string? Error = null)
{
    /// <summary>Of a finished job: the seconds that all its epochs took.</summary>
    public double Seconds { get; init; }
}

/// <summary>Which attempt is to be looked at, and what was heard of it.</summary>
/// <param name="News">The event that led here, if one did.</param>
public sealed record CheckInput(string RetrainId, string JobId, int Attempt, DateTime LaunchedAt, TrainingEvent? News);

/// <summary>What to do about a job.</summary>
public enum Verdict
{
    Wait,
    Finished,

    /// <summary>It would fail again the same way.</summary>
    Failed,

    /// <summary>Its worker left on request; start another.</summary>
    Stopped,

    /// <summary>Its worker is gone; start another.</summary>
    Lost,

    /// <summary>The retrain is cancelled; its worker must go.</summary>
    Cancelled,
}

/// <summary>What to do about a job, and how far it is.</summary>
public sealed record JobCheck(Verdict Verdict, int Epoch = 0, string? Error = null)
{
    /// <summary>Of a lost worker: its process ended before its first heartbeat.</summary>
    public bool FailedToStart { get; init; }

    /// <summary>Of a finished job: the seconds that all its epochs took.</summary>
    public double Seconds { get; init; }
}
