using ImageClassifier.Functions.Training.Launching;
using ImageClassifier.Functions.Training.Runs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace ImageClassifier.Functions.Training;

/// <summary>What the orchestration of a job has done for it; each may run twice.</summary>
public sealed class TrainingActivities(JobStarter starter, JobWatch watch, Cancellations cancellations, ITrainingLauncher launcher,
    OpenRuns open, TrackingGuard guard)
{
    /// <summary>A worker finishes its batch and writes a checkpoint before it leaves.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(25);

    [Function(nameof(StartTraining))]
    public async Task<StartOutcome> StartTraining([ActivityTrigger] StartInput input, [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        await cancellations.AddIfEndedAsync(client, input.RetrainId, cancellationToken);
        return await guard.RunAsync(() => starter.StartAsync(input, cancellationToken), cancellationToken);
    }

    [Function(nameof(CheckJob))]
    public async Task<JobCheck> CheckJob([ActivityTrigger] CheckInput input, [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        await cancellations.AddIfEndedAsync(client, input.RetrainId, cancellationToken);
        return await watch.CheckAsync(input, cancellationToken);
    }

    [Function(nameof(StopTraining))]
    public Task StopTraining([ActivityTrigger] string jobId, CancellationToken cancellationToken) =>
        launcher.StopAsync(jobId, StopTimeout, cancellationToken);

    /// <summary>Ends the MLflow runs of a cancelled retrain.</summary>
    [Function(nameof(KillRuns))]
    public Task KillRuns([ActivityTrigger] string retrainId, CancellationToken cancellationToken) =>
        open.KillAsync(retrainId, cancellationToken);
}
