using ImageClassifier.Contracts.Models;
using ImageClassifier.Mlflow;

namespace ImageClassifier.Functions.Serving;

/// <summary>
/// The job that trained a model version, whoever registered it: by the version's own tag, that of its logged model, or that of its run.
/// </summary>
public sealed class ChampionJobs(MlflowClient tracking)
{
    /// <exception cref="UnusableChampionException">No job of ours did; the message says what the version is.</exception>
    public async Task<string> FindAsync(MlflowModelVersion version, CancellationToken cancellationToken)
    {
        if (version.Tags.TryGetValue(ChampionModel.JobTag, out string? tagged)) return tagged;
        string? runId = version.RunId;
        try
        {
            if (version.ModelId is { } modelId)
            {
                MlflowLoggedModel model = await tracking.GetLoggedModelAsync(modelId, cancellationToken);
                if (model.Tags.TryGetValue(ChampionModel.JobTag, out string? logged)) return logged;
                runId ??= model.SourceRunId;
            }
            if (runId is not null)
            {
                MlflowRun run = await tracking.GetRunAsync(runId, cancellationToken);
                if (run.Tags.TryGetValue(ChampionModel.JobTag, out string? job)) return job;
            }
        }
        catch (MlflowException e) when (e.ErrorCode == "RESOURCE_DOES_NOT_EXIST")
        {
            throw Unusable(version, $"its run or model is gone ({e.Message})");
        }
        throw Unusable(version, runId is null
            ? $"it was registered from {version.Source}, and from no run"
            : $"its run {runId} was not trained by a retrain");
    }

    private static UnusableChampionException Unusable(MlflowModelVersion version, string why) => new(
        $"Version {version.Version} of {version.Name} cannot be served: {why}. "
        + $"Move the alias {ChampionModel.Alias} to a version from a retrain's run.");
}
