using ImageClassifier.Contracts.Jobs;

namespace ImageClassifier.Functions.Training.Launching;

/// <summary>Starts and stops workers. What a worker does is told by blobs and queue messages only.</summary>
public interface ITrainingLauncher
{
    /// <summary>How long a started worker may take to its first heartbeat.</summary>
    TimeSpan StartTimeout { get; }

    /// <summary>Says what a person must do before any worker can start; null when nothing.</summary>
    string? FindProblem();

    /// <summary>Whether a worker started from here is at this attempt of the job.</summary>
    bool IsRunning(string jobId, int attempt);

    /// <summary>Starts a worker for the job and returns without waiting for it; nothing happens where one started from here is at
    /// it.</summary>
    /// <exception cref="TrainingLaunchException">No worker can be started, however often one tries.</exception>
    Task StartAsync(TrainingJob job, CancellationToken cancellationToken);

    /// <summary>
    /// Asks the job's worker to write a checkpoint and leave, waits until it has, and ends it where that takes longer than
    /// <paramref name="timeout"/>; nothing happens where there is none.
    /// </summary>
    Task StopAsync(string jobId, TimeSpan timeout, CancellationToken cancellationToken);
}

/// <summary>A worker cannot be started; the message says what to do.</summary>
public sealed class TrainingLaunchException(string message, Exception? inner = null) : Exception(message, inner);
