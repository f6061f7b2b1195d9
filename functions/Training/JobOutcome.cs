
using ImageClassifier.Contracts.Jobs;

namespace ImageClassifier.Functions.Training;

/// <summary>How a job ended.</summary>
/// <param name="State">Finished, failed or stopped.</param>
/// <param name="Error">Why it did not finish, for a person.</param>
public sealed record JobOutcome(string JobId, JobState State, string? Error = null)
{
    /// <summary>The retrain is cancelled, and this job found out by itself.</summary>
    public bool Cancelled { get; init; }
}
