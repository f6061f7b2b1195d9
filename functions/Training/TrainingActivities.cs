using Microsoft.Azure.Functions.Worker;

namespace ImageClassifier.Functions.Training;

/// <summary>What the orchestration of a job has done for it; each may run twice.</summary>
public sealed class TrainingActivities(JobStarter starter, JobWatch watch, ITrainingLauncher launcher)
{
    /// <summary>A worker finishes its batch and writes a checkpoint before it leaves.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(25);

    [Function(nameof(StartTraining))]
    public Task<StartOutcome> StartTraining([ActivityTrigger] StartInput input, CancellationToken cancellation) =>
        starter.StartAsync(input, cancellation);

    [Function(nameof(CheckJob))]
    public Task<JobCheck> CheckJob([ActivityTrigger] CheckInput input, CancellationToken cancellation) =>
        watch.CheckAsync(input, cancellation);

    [Function(nameof(StopTraining))]
    public Task StopTraining([ActivityTrigger] string jobId, CancellationToken cancellation) =>
        launcher.StopAsync(jobId, StopPatience, cancellation);
}
