using System.Globalization;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Functions.Retraining.Outcomes;
using ImageClassifier.Functions.Training.Plans;
using ImageClassifier.Functions.Training.Runs;
using ImageClassifier.Mlflow;
using ImageClassifier.Mlflow.Logging;
using ImageClassifier.Studies.Planning;

namespace ImageClassifier.Functions.Retraining.Planning;

/// <summary>Writes out the runs of a retrain, and makes their parent in MLflow; what a first attempt made is found and used.</summary>
public sealed class RetrainPlanner(PlanStore plans, RunOutcomes outcomes, MlflowClient tracking, TrackingSettings settings,
    TimeProvider time)
{
    private const int NamedExperiments = 20;

    public async Task<TrackingRun> CreateParentAsync(ParentRunInput input, CancellationToken cancellationToken)
    {
        string experiment = await tracking.PrepareExperimentAsync(settings.ExperimentName, cancellationToken);
        IReadOnlyList<MlflowRun> known = await tracking.SearchRunsAsync(
            [experiment], $"tags.{TrackingTags.RetrainId} = '{input.RetrainId}'", [], int.MaxValue, cancellationToken);
        MlflowRun? parent = known.FirstOrDefault(run => !run.Tags.ContainsKey(TrackingTags.PlanIndex));
        string name = $"{input.Retrain.Study ?? "experiments"} {input.RetrainId}";
        var tags = new Dictionary<string, string>(RunSource.Tags(typeof(RetrainPlanner).Assembly))
        {
            [MlflowTags.Note] = Note(input),
            [TrackingTags.RetrainId] = input.RetrainId,
            [TrackingTags.Study] = input.Retrain.Study ?? "",
            [TrackingTags.ManifestDigest] = input.ManifestDigest,
        };
        parent ??= await tracking.CreateRunAsync(experiment, name, tags, time.GetUtcNow(), cancellationToken);
        var parameters = new Dictionary<string, string>
        {
            ["seed"] = Text(input.Retrain.Seed),
            ["repeats"] = Text(input.Retrain.Repeats),
            ["folds"] = Text(input.Retrain.Folds),
            ["validation_fraction"] = Text(input.Retrain.ValidationFraction),
            ["experiments"] = Text(input.Retrain.Experiments.Count),
        };
        if (input.Retrain.Search is { } search) parameters["trials"] = Text(search.Trials);
        await tracking.LogBatchAsync(parent.RunId, [], parameters, new Dictionary<string, string>(), cancellationToken);
        return new TrackingRun(experiment, parent.RunId);
    }

    public async Task<IReadOnlyList<PlannedJob>> PlanAsync(PlanInput input, CancellationToken cancellationToken)
    {
        if (await plans.FindAsync(input.RetrainId, cancellationToken) is { } planned)
            // Runs of later rungs are there when the first attempt got that far; they are planned in their turn.
            return await JobsAsync(planned.Runs.Where(run => run.Rung == 0), cancellationToken);
        var plan = new RetrainPlan
        {
            RetrainId = input.RetrainId,
            Study = input.Retrain.Study,
            ManifestDigest = input.ManifestDigest,
            Repeats = input.Retrain.Repeats,
            Folds = input.Retrain.Folds,
            Tracking = input.Parent,
            Runs = StudyPlan.First(input.Retrain, input.ManifestDigest),
        };
        await plans.WriteAsync(plan, cancellationToken);
        return await JobsAsync(plan.Runs, cancellationToken);
    }

    /// <summary>The jobs of a search's next rung; none when it is over.</summary>
    public async Task<IReadOnlyList<PlannedJob>> PlanNextRungAsync(NextRungInput input, CancellationToken cancellationToken)
    {
        (RetrainPlan plan, IReadOnlyList<RunOutcome> ended) = await outcomes.ReadAsync(input.Plan.RetrainId, input.Runs, cancellationToken);
        int known = input.Runs.Count;
        if (plan.Runs.Count == known)
        {
            IReadOnlyList<PlannedRun> next = StudyPlan.Next(input.Plan.Retrain, plan.ManifestDigest,
                [.. ended.OrderBy(outcome => outcome.Run.Index).Select(outcome => (outcome.Run, outcome.Result))]);
            if (next.Count == 0) return [];
            plan = plan with { Runs = [.. plan.Runs, .. next] };
            await plans.WriteAsync(plan, cancellationToken);
        }
        return await JobsAsync(plan.Runs.Skip(known), cancellationToken);
    }

    /// <summary>The description that MLflow's page shows.</summary>
    private static string Note(ParentRunInput input)
    {
        RetrainInput retrain = input.Retrain;
        string what = retrain.Search is { } search
            ? string.Create(CultureInfo.InvariantCulture, $"a search of {search.Trials} trials")
            : string.Join(", ", retrain.Experiments.Take(NamedExperiments).Select(experiment => experiment.Name))
                + (retrain.Experiments.Count > NamedExperiments ? ", …" : "");
        string rounds = string.Create(CultureInfo.InvariantCulture, $"{retrain.Repeats} × {retrain.Folds} (repeats × folds)");
        return $"Retrain `{input.RetrainId}`{(retrain.Study is { } study ? $" of the study **{study}**" : "")}: {what}; {rounds}. "
            + $"Photos: `{StorageLayout.Manifests}/{StorageLayout.ManifestBlob(input.ManifestDigest)}`.";
    }

    /// <summary>With the seconds of those that were trained before, in another retrain perhaps.</summary>
    private Task<IReadOnlyList<PlannedJob>> JobsAsync(IEnumerable<PlannedRun> runs, CancellationToken cancellationToken) =>
        outcomes.WithSecondsAsync(StudyPlan.Jobs(runs), cancellationToken);

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
