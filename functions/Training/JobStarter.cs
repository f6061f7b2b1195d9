using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using ImageClassifier.Core.Jobs;
using ImageClassifier.Core.Retraining;
using ImageClassifier.Core.Storage;
using ImageClassifier.Functions.Retraining;
using Microsoft.Extensions.Logging;

namespace ImageClassifier.Functions.Training;

/// <summary>Starts a job's worker, unless the job is finished or a worker is at it already.</summary>
public sealed class JobStarter(StorageAccount storage, ITrainingLauncher launcher, ChildRuns children, TimeProvider time, ILogger<JobStarter> log)
{
    public async Task<StartOutcome> StartAsync(StartInput input, CancellationToken cancellation)
    {
        RetrainPlan plan = await RetrainPlanner.ReadAsync(storage, input.RetrainId, cancellation)
            ?? throw new InvalidOperationException($"The plan of {input.RetrainId} is missing from {StorageLayout.Reports}.");
        PlannedRun run = plan.Runs[input.Run];
        if (await storage.Blob(StorageLayout.Jobs, StorageLayout.ResultBlob(run.JobId)).ExistsAsync(cancellation))
            return new StartOutcome(StartKind.Finished);

        JobStatus? status = await storage.Blob(StorageLayout.Jobs, StorageLayout.StatusBlob(run.JobId)).ReadAsync<JobStatus>(cancellation);
        bool lost = status is not null && status.Attempt <= input.Replaces;
        if (status is not null && !lost && JobSupervision.IsAlive(status, time.GetUtcNow()))
            return new StartOutcome(StartKind.Running, status.Attempt);

        BlobClient blob = storage.Blob(StorageLayout.Jobs, StorageLayout.JobBlob(run.JobId));
        TrainingJob? before = await blob.ReadAsync<TrainingJob>(cancellation);
        // A job that is started again keeps its run, also while the tracking server is away.
        string runId = run.RunId.Length > 0 ? run.RunId
            : before?.OrchestrationId == input.OrchestrationId ? before.Tracking.RunId
            : await children.EnsureAsync(plan, run, time.GetUtcNow(), cancellation);
        var job = new TrainingJob
        {
            Id = run.JobId,
            Experiment = run.Experiment,
            ManifestDigest = plan.ManifestDigest,
            Repeat = run.Repeat,
            Fold = run.Fold,
            StopAfterEpoch = run.StopAfterEpoch,
            ContinuesJob = run.ContinuesJob,
            Seed = run.Seed,
            Tracking = new TrackingRun(plan.Tracking.ExperimentId, runId),
            OrchestrationId = input.OrchestrationId,
            Attempt = 1 + Math.Max(before?.Attempt ?? 0, status?.Attempt ?? 0),
        };
        await blob.WriteAsync(job, cancellation);
        if (input.Replaces > 0) await ReleaseAsync(run.JobId, cancellation);
        try
        {
            await launcher.StartAsync(job, cancellation);
        }
        catch (TrainingLaunchException e)
        {
            log.LogError(e, "Job {Job} cannot be started.", job.Id);
            return new StartOutcome(StartKind.Impossible, Error: e.Message);
        }
        log.LogInformation("Started attempt {Attempt} of job {Job} ({Experiment}).", job.Attempt, job.Id, job.Experiment.Name);
        return new StartOutcome(StartKind.Running, job.Attempt);
    }

    /// <summary>Breaks the lease of a worker that was found dead, so that the next need not wait for it to run out.</summary>
    private async Task ReleaseAsync(string jobId, CancellationToken cancellation)
    {
        try
        {
            await storage.Blob(StorageLayout.Jobs, StorageLayout.LockBlob(jobId)).GetBlobLeaseClient().BreakAsync(TimeSpan.Zero, cancellationToken: cancellation);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409)
        {
            // It was never locked, or is no longer.
        }
    }
}
