using ImageClassifier.Mlflow;

namespace ImageClassifier.Functions.Training.Runs;

/// <summary>Ends the MLflow runs that a cancelled retrain leaves open, its parent run among them.</summary>
public sealed class OpenRuns(MlflowClient tracking, TrackingSettings settings, TimeProvider time)
{
    /// <summary>Marks every open run of the retrain as killed; none is open afterwards, and those that ended stay as they are.</summary>
    public async Task KillAsync(string retrainId, CancellationToken cancellationToken)
    {
        // By name and not from the plan: a retrain may have a parent run before it has a plan.
        string experiment = await tracking.GetOrCreateExperimentAsync(settings.ExperimentName, cancellationToken);
        IReadOnlyList<MlflowRun> runs = await tracking.SearchRunsAsync(
            [experiment], $"tags.{TrackingTags.RetrainId} = '{retrainId}'", [], int.MaxValue, cancellationToken);
        foreach (MlflowRun run in runs.Where(run => run.Status is MlflowRunStatus.Running or MlflowRunStatus.Scheduled))
            await tracking.UpdateRunAsync(run.RunId, MlflowRunStatus.Killed, time.GetUtcNow(), cancellationToken);
    }
}
