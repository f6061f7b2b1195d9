using ImageClassifier.Contracts.Jobs;

namespace ImageClassifier.Studies.Planning;

/// <summary>How a job ended.</summary>
/// <param name="JobId">The job.</param>
/// <param name="State">Finished, failed or stopped.</param>
/// <param name="Error">Why it did not finish, for a person.</param>
public sealed record JobOutcome(string JobId, JobState State, string? Error = null)
{
    /// <summary>Of a finished job: the seconds that all its epochs took, those of the rungs before included.</summary>
    public double Seconds { get; init; }

    /// <summary>The retrain is cancelled, and this job found out by itself.</summary>
    public bool Cancelled { get; init; }
}
