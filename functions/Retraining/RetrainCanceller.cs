using Grpc.Core;
using ImageClassifier.Functions.Retraining.Progress;
using ImageClassifier.Functions.Training.Launching;
using ImageClassifier.Functions.Training.Plans;
using ImageClassifier.Functions.Training.Runs;
using ImageClassifier.Functions.Training;
using Microsoft.DurableTask.Client;

namespace ImageClassifier.Functions.Retraining;

/// <summary>
/// Ends a retrain before its time: its orchestrations, its workers, its open runs. Every step may be repeated, so that a cancellation which
/// was interrupted is finished by the next one.
/// </summary>
public sealed class RetrainCanceller(PlanStore plans, Cancellations cancellations, ITrainingLauncher launcher, OpenRuns runs,
    TimeProvider time)
{
    /// <summary>How long orchestrations are waited for. What is slower ends by itself, for it finds the retrain cancelled.</summary>
    private static readonly TimeSpan OrchestrationTimeout = TimeSpan.FromSeconds(5);

    /// <summary>A worker writes a checkpoint before it leaves; one that takes longer is killed.</summary>
    private static readonly TimeSpan WorkerTimeout = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Ends the retrain, and returns when its workers have ended and its runs are closed.</summary>
    /// <param name="client">Of the orchestrations.</param>
    /// <param name="retrainId">Of one that exists; it may be over.</param>
    /// <param name="cancellationToken">Ends the wait; whatever was begun is finished by the next call.</param>
    public async Task CancelAsync(DurableTaskClient client, string retrainId, CancellationToken cancellationToken)
    {
        // First of all: from here on no worker starts for it, whatever is on its way.
        await cancellations.AddAsync(retrainId, cancellationToken);
        await EndOrchestrationsAsync(client, retrainId, cancellationToken);
        if (await plans.FindAsync(retrainId, cancellationToken) is { } plan)
            await Task.WhenAll(plan.Runs.Select(run => run.JobId).Distinct()
                .Select(job => launcher.StopAsync(job, WorkerTimeout, cancellationToken)));
        await runs.KillAsync(retrainId, cancellationToken);
    }

    /// <summary>
    /// Finishes what Durable's own management API began, which terminates the retrain and nothing else. Changes nothing where the retrain
    /// runs, ended otherwise, or is marked as cancelled: then somebody is at it.
    /// </summary>
    /// <param name="client">Of the orchestrations.</param>
    /// <param name="retrain">The retrain as it is now.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task FinishTerminationAsync(DurableTaskClient client, OrchestrationMetadata retrain, CancellationToken cancellationToken)
    {
        if (retrain.RuntimeStatus == OrchestrationRuntimeStatus.Terminated
            && !await cancellations.ContainsAsync(retrain.InstanceId, cancellationToken))
            await CancelAsync(client, retrain.InstanceId, cancellationToken);
    }

    /// <summary>Terminates one by one: Azure Storage as Durable's backend does not end the children of what is terminated.</summary>
    private async Task EndOrchestrationsAsync(DurableTaskClient client, string retrainId, CancellationToken cancellationToken)
    {
        var told = new HashSet<string>();
        long start = time.GetTimestamp();
        while (await FindRunningAsync(client, retrainId, cancellationToken) is { Count: > 0 } running
            && time.GetElapsedTime(start) < OrchestrationTimeout)
        {
            foreach (string instance in running.Where(told.Add)) await TerminateAsync(client, instance, cancellationToken);
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    /// <returns>The retrain first, so that it begins no other job.</returns>
    private static async Task<List<string>> FindRunningAsync(DurableTaskClient client, string retrainId,
        CancellationToken cancellationToken)
    {
        var running = new List<string>();
        if (await client.GetInstanceAsync(retrainId, cancellationToken) is { IsCompleted: false }) running.Add(retrainId);
        var jobs = new OrchestrationQuery
        {
            InstanceIdPrefix = TrainingJobOrchestrator.InstanceId(retrainId, jobId: ""),
            Statuses = [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended],
        };
        await foreach (OrchestrationMetadata job in client.GetAllInstancesAsync(jobs).WithCancellation(cancellationToken))
            running.Add(job.InstanceId);
        return running;
    }

    private static async Task TerminateAsync(DurableTaskClient client, string instance, CancellationToken cancellationToken)
    {
        try
        {
            await client.TerminateInstanceAsync(instance, new TerminateInstanceOptions(Output: RetrainEnd.Cancelled), cancellationToken);
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.FailedPrecondition or StatusCode.NotFound)
        {
            // It ended meanwhile.
        }
    }
}
