using System.Collections.Concurrent;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Functions.Training.Launching;

namespace Functions.Tests.Support;

/// <summary>A launcher that starts nothing and remembers what it was asked.</summary>
internal sealed class FakeLauncher : ITrainingLauncher
{
    public ConcurrentQueue<TrainingJob> Started { get; } = [];

    public ConcurrentQueue<string> Stopped { get; } = [];

    /// <summary>Why no worker can be started.</summary>
    public string? Problem { get; set; }

    /// <summary>Whether what was started still runs.</summary>
    public bool Running { get; set; }

    public Func<Task>? WhileStarting { get; set; }

    public Action? WhileStopping { get; set; }

    public TimeSpan StartTimeout => TimeSpan.FromSeconds(90);

    public string? FindProblem() => Problem;

    public bool IsRunning(string jobId, int attempt) => Running && Started.Any(job => job.Id == jobId && job.Attempt == attempt);

    public Task StartAsync(TrainingJob job, CancellationToken cancellationToken)
    {
        if (Problem is { } problem) throw new TrainingLaunchException(problem);
        Started.Enqueue(job);
        return WhileStarting?.Invoke() ?? Task.CompletedTask;
    }

    public Task StopAsync(string jobId, TimeSpan timeout, CancellationToken cancellationToken)
    {
        WhileStopping?.Invoke();
        Stopped.Enqueue(jobId);
        return Task.CompletedTask;
    }
}
