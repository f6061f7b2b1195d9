using ImageClassifier.Contracts.Models;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Contracts.Statistics;
using ImageClassifier.Functions.Serving;
using ImageClassifier.Mlflow;
using ImageClassifier.Storage;
using ImageClassifier.Studies.Planning;

namespace ImageClassifier.Functions.Retraining;

/// <summary>
/// Registers the best experiment's best run's model and makes it the one that serves: of a cross-validation one of its folds' models. A retrain always crowns its own best, for accuracies on
/// different photos cannot be compared; earlier versions stay in the registry, and moving the alias back takes one click.
/// </summary>
public sealed class ChampionSelector(StorageAccount storage, MlflowClient tracking, ChampionAlias alias)
{
    /// <returns>Null when no run finished; the champion before stays.</returns>
    public async Task<Champion?> SelectAsync(ChampionInput input, CancellationToken cancellation)
    {
        (_, IReadOnlyList<RunOutcome> ranked) = await RunOutcomes.ReadAsync(storage, input.RetrainId, input.Runs, cancellation);
        ExperimentScore? score = Leaderboard.Scores(ranked).FirstOrDefault(found => found.BestRun is not null);
        if (ranked.FirstOrDefault(outcome => outcome.Run.Index == score?.BestRun) is not { Result: { } result, Run: { } best }) return null;

        await tracking.EnsureRegisteredModelAsync(ChampionModel.Name, cancellation);
        MlflowModelVersion? version = await tracking.FindModelVersionByRunAsync(ChampionModel.Name, best.RunId, cancellation);
        version ??= await RegisterAsync(input.RetrainId, best, cancellation);
        // Last of all: whoever follows the alias finds everything in place.
        await tracking.SetModelAliasAsync(ChampionModel.Name, ChampionModel.Alias, version.Version, cancellation);
        alias.Forget();
        WilsonInterval interval = result.Interval;
        return new Champion(best.Experiment.Name, best.JobId, best.RunId, version.Version, result.BestValAccuracy, interval.Low, interval.High)
        {
            Runs = score!.Runs,
            MeanValAccuracy = score.Runs > 1 ? score.ValAccuracy : null,
            StdValAccuracy = score.ValAccuracyStd,
        };
    }

    private async Task<MlflowModelVersion> RegisterAsync(string retrainId, PlannedRun best, CancellationToken cancellation)
    {
        MlflowRun run = await tracking.GetRunAsync(best.RunId, cancellation);
        return await tracking.CreateModelVersionAsync(ChampionModel.Name, $"{run.ArtifactUri}/model", best.RunId, new Dictionary<string, string>
        {
            [ChampionModel.JobTag] = best.JobId,
            [TrackingTags.RetrainId] = retrainId,
        }, cancellation);
    }
}
