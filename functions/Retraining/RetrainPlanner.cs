using System.Globalization;
using ImageClassifier.Core.Jobs;
using ImageClassifier.Core.Retraining;
using ImageClassifier.Core.Storage;
using ImageClassifier.Core.Tracking;

namespace ImageClassifier.Functions.Retraining;

/// <summary>The MLflow experiment that all runs are logged to.</summary>
public sealed record TrackingSettings(string ExperimentName = "image-classifier");

/// <summary>Writes out the runs of a retrain and makes their MLflow runs; what a first attempt made is found and used.</summary>
public sealed class RetrainPlanner(StorageAccount storage, MlflowClient tracking, TrackingSettings settings, TimeProvider time)
{
    public async Task<TrackingRun> CreateParentAsync(ParentRunInput input, CancellationToken cancellation)
    {
        string experiment = await tracking.GetOrCreateExperimentAsync(settings.ExperimentName, cancellation);
        IReadOnlyList<MlflowRun> known = await FindAsync(experiment, input.RetrainId, atMost: int.MaxValue, cancellation);
        MlflowRun? parent = known.FirstOrDefault(run => !run.Tags.ContainsKey(TrackingTags.PlanIndex));
        parent ??= await tracking.CreateRunAsync(experiment, $"{input.Retrain.Study ?? "experiments"} {input.RetrainId}", new Dictionary<string, string>
        {
            [TrackingTags.RetrainId] = input.RetrainId,
            [TrackingTags.Study] = input.Retrain.Study ?? "",
            [TrackingTags.ManifestDigest] = input.ManifestDigest,
        }, time.GetUtcNow(), cancellation);
        await tracking.LogBatchAsync(parent.RunId, [], new Dictionary<string, string>
        {
            ["seed"] = input.Retrain.Seed.ToString(CultureInfo.InvariantCulture),
            ["repeats"] = input.Retrain.Repeats.ToString(CultureInfo.InvariantCulture),
            ["validation_fraction"] = input.Retrain.ValidationFraction.ToString(CultureInfo.InvariantCulture),
            ["experiments"] = input.Retrain.Experiments.Count.ToString(CultureInfo.InvariantCulture),
        }, new Dictionary<string, string>(), cancellation);
        return new TrackingRun(experiment, parent.RunId);
    }

    public async Task<IReadOnlyList<PlannedJob>> PlanAsync(PlanInput input, CancellationToken cancellation)
    {
        if (await ReadAsync(storage, input.RetrainId, cancellation) is { } planned) return StudyPlan.Jobs(planned.Runs);

        var known = new Dictionary<string, string>();
        foreach (MlflowRun run in await FindAsync(input.Parent.ExperimentId, input.RetrainId, atMost: int.MaxValue, cancellation))
            if (run.Tags.TryGetValue(TrackingTags.PlanIndex, out string? index)) known[index] = run.RunId;
        var runs = new List<PlannedRun>();
        foreach (PlannedRun run in StudyPlan.First(input.Retrain, input.ManifestDigest))
        {
            string index = run.Index.ToString(CultureInfo.InvariantCulture);
            runs.Add(run with { RunId = known.TryGetValue(index, out string? id) ? id : await CreateChildAsync(input, run, index, cancellation) });
        }
        var plan = new RetrainPlan
        {
            RetrainId = input.RetrainId,
            Study = input.Retrain.Study,
            ManifestDigest = input.ManifestDigest,
            Tracking = input.Parent,
            Runs = runs,
        };
        await storage.Blob(StorageLayout.Reports, StorageLayout.PlanBlob(input.RetrainId)).WriteAsync(plan, cancellation);
        return StudyPlan.Jobs(runs);
    }

    /// <returns>The plan, or null while there is none.</returns>
    public static Task<RetrainPlan?> ReadAsync(StorageAccount storage, string retrainId, CancellationToken cancellation) =>
        storage.Blob(StorageLayout.Reports, StorageLayout.PlanBlob(retrainId)).ReadAsync<RetrainPlan>(cancellation);

    private async Task<string> CreateChildAsync(PlanInput input, PlannedRun run, string index, CancellationToken cancellation)
    {
        var tags = new Dictionary<string, string>
        {
            [TrackingTags.ParentRunId] = input.Parent.RunId,
            [TrackingTags.RetrainId] = input.RetrainId,
            [TrackingTags.PlanIndex] = index,
            [TrackingTags.JobId] = run.JobId,
            [TrackingTags.Experiment] = run.Experiment.Name,
            [TrackingTags.Repeat] = run.Repeat.ToString(CultureInfo.InvariantCulture),
        };
        MlflowRun created = await tracking.CreateRunAsync(
            input.Parent.ExperimentId, run.Name(input.Retrain.Repeats, input.Retrain.Folds), tags, time.GetUtcNow(), cancellation);
        return created.RunId;
    }

    private Task<IReadOnlyList<MlflowRun>> FindAsync(string experiment, string retrainId, int atMost, CancellationToken cancellation) =>
        tracking.SearchRunsAsync([experiment], $"tags.{TrackingTags.RetrainId} = '{retrainId}'", [], atMost, cancellation);
}
