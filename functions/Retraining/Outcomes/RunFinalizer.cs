using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Functions.Training.Plans;
using ImageClassifier.Functions.Training.Runs;
using ImageClassifier.Functions.Training;
using ImageClassifier.Mlflow.Logging;
using ImageClassifier.Mlflow;
using ImageClassifier.Storage;
using ImageClassifier.Studies.Planning;
using ImageClassifier.Studies.Reports.Charts;

namespace ImageClassifier.Functions.Retraining.Outcomes;

/// <summary>Brings a planned run's MLflow run to its end: one that was trained elsewhere gets the stored numbers, one that failed its
/// reason.</summary>
public sealed class RunFinalizer(StorageAccount storage, PlanStore plans, MlflowClient tracking, ChildRuns children, TimeProvider time)
{
    public async Task<ClosedRun> FinalizeAsync(CloseRunInput input, CancellationToken cancellationToken)
    {
        RetrainPlan plan = await plans.GetAsync(input.RetrainId, cancellationToken);
        PlannedRun run = plan.Runs[input.Run];
        JobOutcome outcome = input.Outcome;
        TrainingResult? result = outcome.State == JobState.Finished ? await storage.ReadResultAsync(run.JobId, cancellationToken) : null;
        // One that has no run yet was not trained here: not begun, or trained before.
        DateTimeOffset start = result is null ? time.GetUtcNow() : result.FinishedAt - TimeSpan.FromSeconds(result.Seconds);
        run = run with { RunId = await children.EnsureAsync(plan, run, start, cancellationToken) };
        if (outcome.State != JobState.Finished)
            return await EndAsync(run, outcome.State, outcome.Error ?? "unknown", cancellationToken);
        if (result is null)
            return await EndAsync(run, JobState.Failed,
                $"its result, {StorageLayout.Jobs}/{StorageLayout.ResultBlob(run.JobId)}, is missing", cancellationToken);
        bool reused = result.Tracking.RunId != run.RunId;
        if (reused) await ReplayAsync(plan, run, result, cancellationToken);
        return new ClosedRun(run.Index, JobState.Finished, null, reused, run.RunId);
    }

    private async Task<ClosedRun> EndAsync(PlannedRun run, JobState state, string error, CancellationToken cancellationToken)
    {
        string tag = error.Length <= 1000 ? error : error[..1000];
        await tracking.SetTagAsync(run.RunId, TrackingTags.Error, tag, cancellationToken);
        await tracking.UpdateRunAsync(run.RunId, state == JobState.Failed ? MlflowRunStatus.Failed
            : MlflowRunStatus.Killed, time.GetUtcNow(), cancellationToken);
        return new ClosedRun(run.Index, state, error, Reused: false, run.RunId);
    }

    /// <summary>Logs what an identical job logged to its own run.</summary>
    private async Task ReplayAsync(RetrainPlan plan, PlannedRun run, TrainingResult result, CancellationToken cancellationToken)
    {
        TrainingJob job = run.Job(plan.ManifestDigest, new TrackingRun(plan.Tracking.ExperimentId, run.RunId), plan.RetrainId);
        var logger = new RunLogger(tracking);
        await tracking.SetTagAsync(run.RunId, TrackingTags.ReusedFrom, result.Tracking.RunId, cancellationToken);
        await logger.LogParametersAsync(run.RunId, job, result.Parameters, cancellationToken);
        await logger.LogEpochsAsync(run.RunId, result.Epochs, cancellationToken);
        await logger.LogResultAsync(await tracking.GetRunAsync(run.RunId, cancellationToken), result, RunCharts.Of(result),
            cancellationToken);
    }
}
