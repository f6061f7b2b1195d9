using System.Globalization;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Functions.Training.Plans;
using ImageClassifier.Mlflow;
using ImageClassifier.Mlflow.Logging;

namespace ImageClassifier.Functions.Training.Runs;

/// <summary>
/// The MLflow runs of a plan, each made when its job begins, so that its duration is that of the work and not of the wait. The index in
/// the plan is its tag: a run that a first attempt made is found by it.
/// </summary>
public sealed class ChildRuns(MlflowClient tracking)
{
    /// <param name="plan">Of the retrain.</param>
    /// <param name="run">One of its runs.</param>
    /// <param name="start">When its work began, should it have to be made.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <returns>The id of its MLflow run.</returns>
    public async Task<string> EnsureAsync(RetrainPlan plan, PlannedRun run, DateTimeOffset start, CancellationToken cancellationToken)
    {
        string index = run.Index.ToString(CultureInfo.InvariantCulture);
        IReadOnlyList<MlflowRun> found = await tracking.SearchRunsAsync([plan.Tracking.ExperimentId],
            $"tags.{TrackingTags.RetrainId} = '{plan.RetrainId}' AND tags.{TrackingTags.PlanIndex} = '{index}'", [], 1, cancellationToken);
        if (found.Count > 0) return found[0].RunId;

        var tags = new Dictionary<string, string>(RunSource.Tags(typeof(ChildRuns).Assembly))
        {
            [MlflowTags.ParentRunId] = plan.Tracking.RunId,
            [TrackingTags.RetrainId] = plan.RetrainId,
            [TrackingTags.PlanIndex] = index,
            [TrackingTags.JobId] = run.JobId,
            [TrackingTags.Experiment] = run.Experiment.Name,
            [TrackingTags.Repeat] = run.Repeat.ToString(CultureInfo.InvariantCulture),
            [TrackingTags.Fold] = run.Fold.ToString(CultureInfo.InvariantCulture),
        };
        if (run.Trial is { } trial)
        {
            tags[TrackingTags.Trial] = trial.ToString(CultureInfo.InvariantCulture);
            tags[TrackingTags.Rung] = run.Rung.ToString(CultureInfo.InvariantCulture);
        }
        if (run.Experiment.Description is { Length: > 0 } description) tags[MlflowTags.Note] = description;
        MlflowRun created =
            await tracking.CreateRunAsync(plan.Tracking.ExperimentId, run.Name(plan.Repeats, plan.Folds), tags, start, cancellationToken);
        return created.RunId;
    }
}
