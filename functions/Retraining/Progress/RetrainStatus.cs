
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;

namespace ImageClassifier.Functions.Retraining.Progress;

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
