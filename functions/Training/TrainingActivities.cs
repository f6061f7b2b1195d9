using ImageClassifier.Functions.Training.Launching;
using Microsoft.Azure.Functions.Worker;

namespace ImageClassifier.Functions.Training;

/// <summary>What the orchestration of a job has done for it; each may run twice.</summary>
public sealed class TrainingActivities(JobStarter starter, JobWatch watch, ITrainingLauncher launcher)
{
    /// <summary>A worker finishes its batch and writes a checkpoint before it leaves.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(25);

    [Function(nameof(StartTraining))]
    public Task<StartOutcome> StartTraining([ActivityTrigger] StartInput input, CancellationToken cancellationToken) =>
        starter.StartAsync(input, cancellationToken);

    [Function(nameof(CheckJob))]
    public Task<JobCheck> CheckJob([ActivityTrigger] CheckInput input, CancellationToken cancellationToken) =>
        watch.CheckAsync(input, cancellationToken);

    [Function(nameof(StopTraining))]
    public Task StopTraining([ActivityTrigger] string jobId, CancellationToken cancellationToken) =>
        launcher.StopAsync(jobId, StopTimeout, cancellationToken);
}
