using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Functions.Training.Launching;
using ImageClassifier.Functions.Training.Plans;
using ImageClassifier.Functions.Training.Runs;
using ImageClassifier.Storage;
using Microsoft.Extensions.Logging;

namespace ImageClassifier.Functions.Training;

/// <summary>Starts a job's worker, unless the job is finished or a worker is at it already.</summary>
public sealed class JobStarter(
    StorageAccount storage, PlanStore plans, Cancellations cancellations, ITrainingLauncher launcher, ChildRuns children, OpenRuns open,
        TimeProvider time, ILogger<JobStarter> log)
{
    /// <summary>A worker that was started while its retrain was being cancelled has nothing to lose.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(8);

    public async Task<StartOutcome> StartAsync(StartInput input, CancellationToken cancellationToken)
    {
        if (await cancellations.ContainsAsync(input.RetrainId, cancellationToken)) return new StartOutcome(StartKind.Cancelled);
        RetrainPlan plan = await plans.GetAsync(input.RetrainId, cancellationToken);
        PlannedRun run = plan.Runs[input.Run];
        if (await storage.ReadResultAsync(run.JobId, cancellationToken) is { } result)
            return new StartOutcome(StartKind.Finished) { Seconds = result.Seconds };

        WorkerSigns signs = await WorkerSigns.ReadAsync(storage, run.JobId, cancellationToken);
        JobStatus? status = signs.Status;
        bool lost = status is null || status.Attempt <= input.Replaces;
        if (!lost && signs.IsAlive(time.GetUtcNow()))
            return new StartOutcome(StartKind.Running, status!.Attempt);
        if (lost && input.Error is { } error) await ExplainAsync(run, status, input.Replaces, error, cancellationToken);

        BlobClient blob = storage.Blob(StorageLayout.Jobs, StorageLayout.JobBlob(run.JobId));
        TrainingJob? before = await blob.ReadAsync<TrainingJob>(cancellationToken);
        // The same start for a second time: its worker need not have had time for a heartbeat.
        if (before is not null && before.OrchestrationId == input.OrchestrationId && before.Attempt > input.Replaces
            && launcher.IsRunning(run.JobId, before.Attempt))
            return new StartOutcome(StartKind.Running, before.Attempt);
        // A job that is started again keeps its run, also while the tracking server is away.
        string runId = run.RunId.Length > 0 ? run.RunId
            : before?.OrchestrationId == input.OrchestrationId ? before.Tracking.RunId
            : await children.EnsureAsync(plan, run, time.GetUtcNow(), cancellationToken);
        TrainingJob job = run.Job(plan.ManifestDigest, new TrackingRun(plan.Tracking.ExperimentId, runId), input.OrchestrationId) with
        {
            Attempt = 1 + Math.Max(before?.Attempt ?? 0, status?.Attempt ?? 0),
        };
        await blob.WriteAsync(job, cancellationToken);
        if (input.Replaces > 0) await ReleaseAsync(run.JobId, cancellationToken);
        try
        {
            await launcher.StartAsync(job, cancellationToken);
        }
        catch (TrainingLaunchException e)
        {
            log.LogError(e, "Job {Job} cannot be started.", job.Id);
            return new StartOutcome(StartKind.Impossible, Error: e.Message);
        }
        log.LogInformation("Started attempt {Attempt} of job {Job} ({Experiment}).", job.Attempt, job.Id, job.Experiment.Name);
        // Whoever cancels marks the retrain before it stops the workers: either it stops this one, or the mark is there now.
        return await cancellations.ContainsAsync(input.RetrainId, cancellationToken)
            ? await TakeBackAsync(input.RetrainId, job.Id, cancellationToken)
            : new StartOutcome(StartKind.Running, job.Attempt);
    }

    private async Task<StartOutcome> TakeBackAsync(string retrainId, string jobId, CancellationToken cancellationToken)
    {
        await launcher.StopAsync(jobId, StopTimeout, cancellationToken);
        await open.KillAsync(retrainId, cancellationToken);
        return new StartOutcome(StartKind.Cancelled);
    }

    /// <summary>Writes the status of a lost worker that could not do so itself: a person who looks at the progress sees why, and nobody
    /// takes it for alive.</summary>
    private Task ExplainAsync(PlannedRun run, JobStatus? status, int attempt, string error, CancellationToken cancellationToken)
    {
        status ??= new JobStatus
        {
            JobId = run.JobId,
            State = JobState.Stopped,
            Attempt = attempt,
            Of = run.StopAfterEpoch ?? run.Experiment.TotalEpochs(),
            UpdatedAt = time.GetUtcNow(),
        };
        return storage.Blob(StorageLayout.Jobs, StorageLayout.StatusBlob(run.JobId))
            .WriteAsync(status with { State = JobState.Stopped, Error = error }, cancellationToken);
    }

    /// <summary>Breaks the lease of a worker that was found dead, so that the next need not wait for it to run out.</summary>
    private async Task ReleaseAsync(string jobId, CancellationToken cancellationToken)
    {
        try
        {
            await storage.Blob(StorageLayout.Jobs, StorageLayout.LockBlob(jobId)).GetBlobLeaseClient()
                .BreakAsync(TimeSpan.Zero, cancellationToken: cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409)
        {
            // It was never locked, or is no longer.
        }
    }
}
