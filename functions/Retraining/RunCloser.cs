using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Mlflow;
using ImageClassifier.Mlflow.Logging;
using ImageClassifier.Storage;
using ImageClassifier.Studies.Reports.Charts;

namespace ImageClassifier.Functions.Retraining;

/// <summary>Brings a planned run's MLflow run to its end: one that was trained elsewhere gets the stored numbers, one that failed its reason.</summary>
public sealed class RunCloser(StorageAccount storage, MlflowClient tracking, ChildRuns children, TimeProvider time)
{
    public async Task<ClosedRun> CloseAsync(CloseRunInput input, CancellationToken cancellation)
    {
        RetrainPlan plan = await RetrainPlanner.ReadAsync(storage, input.RetrainId, cancellation)
            ?? throw new InvalidOperationException($"The plan of {input.RetrainId} is missing from {StorageLayout.Reports}.");
        PlannedRun run = plan.Runs[input.Run];
        JobOutcome outcome = input.Outcome;
        TrainingResult? result = outcome.State != JobState.Finished ? null
            : await storage.Blob(StorageLayout.Jobs, StorageLayout.ResultBlob(run.JobId)).ReadAsync<TrainingResult>(cancellation);
        // One that has no run yet was not trained here: not begun, or trained before.
        DateTimeOffset start = result is null ? time.GetUtcNow() : result.FinishedAt - TimeSpan.FromSeconds(result.Seconds);
        run = run with { RunId = await children.EnsureAsync(plan, run, start, cancellation) };
        if (outcome.State != JobState.Finished)
            return await EndAsync(run, outcome.State, outcome.Error ?? "unknown", cancellation);
        if (result is null)
            return await EndAsync(run, JobState.Failed, $"its result, {StorageLayout.Jobs}/{StorageLayout.ResultBlob(run.JobId)}, is missing", cancellation);
        bool reused = result.Tracking.RunId != run.RunId;
        if (reused) await ReplayAsync(plan, run, result, cancellation);
        return new ClosedRun(run.Index, JobState.Finished, null, reused, run.RunId);
    }

    private async Task<ClosedRun> EndAsync(PlannedRun run, JobState state, string error, CancellationToken cancellation)
    {
        string tag = error.Length <= 1000 ? error : error[..1000];
        await tracking.SetTagAsync(run.RunId, TrackingTags.Error, tag, cancellation);
        await tracking.UpdateRunAsync(run.RunId, state == JobState.Failed ? MlflowRunStatus.Failed : MlflowRunStatus.Killed, time.GetUtcNow(), cancellation);
        return new ClosedRun(run.Index, state, error, Reused: false, run.RunId);
    }

    /// <summary>Logs what an identical job logged to its own run.</summary>
    private async Task ReplayAsync(RetrainPlan plan, PlannedRun run, TrainingResult result, CancellationToken cancellation)
    {
        var job = new TrainingJob
        {
            Id = run.JobId,
            Experiment = run.Experiment,
            ManifestDigest = plan.ManifestDigest,
            Repeat = run.Repeat,
            Fold = run.Fold,
            StopAfterEpoch = run.StopAfterEpoch,
            Seed = run.Seed,
            Tracking = new TrackingRun(plan.Tracking.ExperimentId, run.RunId),
            OrchestrationId = plan.RetrainId,
        };
        var logger = new RunLogger(tracking);
        await tracking.SetTagAsync(run.RunId, TrackingTags.ReusedFrom, result.Tracking.RunId, cancellation);
        await logger.LogParametersAsync(run.RunId, job, result.Parameters, cancellation);
        await logger.LogEpochsAsync(run.RunId, result.Epochs, cancellation);
        await logger.LogResultAsync(await tracking.GetRunAsync(run.RunId, cancellation), result, RunCharts.Of(result), cancellation);
    }
}
