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

namespace ImageClassifier.Functions.Retraining.Outcomes;

/// <summary>
/// Brings a planned run's MLflow run to its end: one that was trained for another run, or whose worker could not reach the tracking server
/// at its end, gets what the job has stored; one that failed gets its reason.
/// </summary>
public sealed class RunFinalizer(
    StorageAccount storage, PlanStore plans, MlflowClient tracking, ChildRuns children, StoredRuns stored, TimeProvider time)
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
        if (reused) await tracking.SetTagAsync(run.RunId, TrackingTags.ReusedFrom, result.Tracking.RunId, cancellationToken);
        // That it is finished is logged last of all.
        if ((await tracking.GetRunAsync(run.RunId, cancellationToken)).Status != MlflowRunStatus.Finished)
        {
            FinishedRun finished = await stored.ReadAsync(plan, run, result, weights: !reused, cancellationToken);
            await new RunLogger(tracking).CompleteAsync(finished, cancellationToken);
        }
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
}
