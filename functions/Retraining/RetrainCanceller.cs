using ImageClassifier.Core.Jobs;
using ImageClassifier.Core.Storage;
using ImageClassifier.Core.Tracking;
using ImageClassifier.Functions.Training;
using Microsoft.DurableTask.Client;

namespace ImageClassifier.Functions.Retraining;

/// <summary>Ends a retrain before its time: its orchestrations, its workers, its open runs. Doing so again changes nothing.</summary>
public sealed class RetrainCanceller(StorageAccount storage, ITrainingLauncher launcher, MlflowClient tracking, TimeProvider time)
{
    public async Task CancelAsync(DurableTaskClient client, OrchestrationMetadata retrain, CancellationToken cancellation)
    {
        // The orchestrations first, or they would start the workers again.
        await client.TerminateInstanceAsync(retrain.InstanceId, new TerminateInstanceOptions(Recursive: true), cancellation);
        await client.WaitForInstanceCompletionAsync(retrain.InstanceId, cancellation);
        if (await RetrainPlanner.ReadAsync(storage, retrain.InstanceId, cancellation) is not { } plan) return;

        await Task.WhenAll(plan.Runs.Select(run => run.JobId).Distinct().Select(job => launcher.StopAsync(job, cancellation)));
        IReadOnlyList<MlflowRun> runs = await tracking.SearchRunsAsync(
            [plan.Tracking.ExperimentId], $"tags.{TrackingTags.RetrainId} = '{plan.RetrainId}'", [], int.MaxValue, cancellation);
        foreach (MlflowRun run in runs.Where(run => run.Status is MlflowRunStatus.Running or MlflowRunStatus.Scheduled))
            await tracking.UpdateRunAsync(run.RunId, MlflowRunStatus.Killed, time.GetUtcNow(), cancellation);
    }
}
