using ImageClassifier.Contracts;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;

namespace ImageClassifier.Functions.Retraining;

/// <summary>What a retrain does: a checked request with the study's experiments written out, so that a later change of the study does not matter.</summary>
public sealed record RetrainInput : StudyOrder
{
    public required int MaxParallelJobs { get; init; }

    public required double TimeLimitMinutes { get; init; }

    /// <summary>What the request should have said otherwise, the first of it; null where there is nothing to say.</summary>
    public IReadOnlyList<Problem>? Warnings { get; init; }
}

/// <summary>The orchestration's custom status: small, whatever the number of jobs.</summary>
public sealed record RetrainStatus
{
    public RetrainStage Stage { get; init; }

    /// <summary>Uploads that are waited for.</summary>
    public int Pending { get; init; }

    /// <summary>Distinct jobs of the plan.</summary>
    public int Jobs { get; init; }

    /// <summary>Jobs that ended, well or not.</summary>
    public int Done { get; init; }

    /// <summary>Ids of the jobs that run now, the first <see cref="MaxRunning"/> of them.</summary>
    public IReadOnlyList<string> Running { get; init; } = [];

    /// <summary>Durable refuses a custom status of more than 16 KB in UTF-16, and with it the orchestration's turn.</summary>
    public const int MaxRunning = 64;

    /// <summary>The parent run, once there is one.</summary>
    public TrackingRun? Tracking { get; init; }
}

/// <summary>How photos are frozen into a manifest.</summary>
public sealed record SnapshotInput(double ValidationFraction, int Seed, int Folds = 1);

/// <summary>A stored manifest, without its photos.</summary>
/// <param name="Digest">The manifest's name.</param>
/// <param name="Counts">Photos on each side of the split.</param>
/// <param name="Warnings">In a person's words.</param>
/// <param name="Problems">Why it cannot be trained on; nothing is stored then.</param>
public sealed record Snapshot(string Digest, IReadOnlyList<ClassCount> Counts, IReadOnlyList<string> Warnings, IReadOnlyList<Problem> Problems);

/// <summary>What the tracking server is told of a retrain.</summary>
public sealed record ParentRunInput(string RetrainId, RetrainInput Retrain, string ManifestDigest);

/// <summary>What is planned.</summary>
public sealed record PlanInput(string RetrainId, RetrainInput Retrain, string ManifestDigest, TrackingRun Parent);

/// <summary>A search whose rung has ended.</summary>
/// <param name="Runs">All runs so far, closed.</param>
public sealed record NextRungInput(PlanInput Plan, IReadOnlyList<ClosedRun> Runs);

/// <summary>How a job ended.</summary>
/// <param name="State">Finished, failed or stopped.</param>
/// <param name="Error">Why it did not finish, for a person.</param>
public sealed record JobOutcome(string JobId, JobState State, string? Error = null)
{
    /// <summary>The retrain is cancelled, and this job found out by itself.</summary>
    public bool Cancelled { get; init; }
}

/// <summary>One planned run whose job has ended.</summary>
public sealed record CloseRunInput(string RetrainId, int Run, JobOutcome Outcome);

/// <summary>A planned run after its job ended.</summary>
/// <param name="Reused">The job had been trained for another run.</param>
/// <param name="RunId">Its MLflow run.</param>
public sealed record ClosedRun(int Run, JobState State, string? Error, bool Reused, string RunId = "");

/// <summary>All runs of a retrain, ended.</summary>
public sealed record ChampionInput(string RetrainId, IReadOnlyList<ClosedRun> Runs);

/// <summary>All that the report says.</summary>
/// <param name="StartedAt">When the retrain began.</param>
/// <param name="EndedAt">When its last job had ended.</param>
public sealed record ReportInput(
    string RetrainId, Snapshot Snapshot, IReadOnlyList<ClosedRun> Runs, Champion? Champion, DateTimeOffset StartedAt, DateTimeOffset EndedAt);
