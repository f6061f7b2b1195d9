using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Models;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Contracts.Statistics;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Functions.Serving;
using ImageClassifier.Functions.Training.Plans;
using ImageClassifier.Functions.Training.Runs;
using ImageClassifier.Mlflow;
using ImageClassifier.Mlflow.Logging;
using ImageClassifier.Studies.Planning;

namespace ImageClassifier.Functions.Retraining.Outcomes;

/// <summary>All runs of a retrain, ended.</summary>
public sealed record ChampionInput(string RetrainId, IReadOnlyList<ClosedRun> Runs);

/// <summary>
/// Registers the best experiment's best run's model and makes it the one that serves: of a cross-validation one of its folds' models. A
/// retrain always crowns its own best, for accuracies on different photos cannot be compared; earlier versions stay in the registry, and
/// moving the alias back takes one click.
/// </summary>
public sealed class ChampionSelector(RunOutcomes outcomes, StoredRuns stored, MlflowClient tracking, ChampionAlias alias)
{
    /// <returns>Null when no run finished; the champion before stays.</returns>
    public async Task<Champion?> SelectAsync(ChampionInput input, CancellationToken cancellationToken)
    {
        (RetrainPlan plan, IReadOnlyList<RunOutcome> ranked) = await outcomes.ReadAsync(input.RetrainId, input.Runs, cancellationToken);
        ExperimentScore? score = StudyRanking.Winner(Leaderboard.Scores(ranked));
        if (ranked.FirstOrDefault(outcome => outcome.Run.Index == score?.BestRun) is not { Result: { } result, Run: { } best }) return null;

        await tracking.EnsureRegisteredModelAsync(ChampionModel.Name, cancellationToken);
        MlflowModelVersion? version = await tracking.FindModelVersionByRunAsync(ChampionModel.Name, best.RunId, cancellationToken);
        version ??= await RegisterAsync(plan, best, result, cancellationToken);
        // Last of all: whoever follows the alias finds everything in place.
        await tracking.SetModelAliasAsync(ChampionModel.Name, ChampionModel.Alias, version.Version, cancellationToken);
        alias.Forget();
        WilsonInterval interval = result.Interval;
        return new Champion(best.Experiment.Name, best.JobId, best.RunId, version.Version, result.BestValAccuracy, interval.Low,
            interval.High)
        {
            Runs = score!.Runs,
            MeanValAccuracy = score.Runs > 1 ? score.ValAccuracy : null,
            StdValAccuracy = score.ValAccuracyStd,
        };
    }

    /// <summary>Logs the model for its run, so that the version has files of its own, and registers it.</summary>
    private async Task<MlflowModelVersion> RegisterAsync(
        RetrainPlan plan, PlannedRun best, TrainingResult result, CancellationToken cancellationToken)
    {
        byte[] weights = await ReadAsync(StorageLayout.ModelWeightsBlob(best.JobId), cancellationToken);
        byte[] card = await ReadAsync(StorageLayout.ModelCardBlob(best.JobId), cancellationToken);
        IReadOnlyList<MlflowDataset> datasets = await stored.DatasetsAsync(plan.ManifestDigest, best.Fold, cancellationToken);
        await new RunLogger(tracking).LogDatasetsAsync(best.RunId, datasets, cancellationToken);
        MlflowRun run = await tracking.GetRunAsync(best.RunId, cancellationToken);
        MlflowLoggedModel model = await new ModelLogger(tracking).LogAsync(
            run, result, weights, card, datasets.FirstOrDefault(data => data.Context == RunDatasets.Validation), cancellationToken);
        return await tracking.CreateModelVersionAsync(ChampionModel.Name, model, best.RunId, new Dictionary<string, string>
        {
            [ChampionModel.JobTag] = best.JobId,
            [TrackingTags.RetrainId] = plan.RetrainId,
        }, cancellationToken);
    }

    private async Task<byte[]> ReadAsync(string name, CancellationToken cancellationToken) =>
        await stored.FindFileAsync(name, cancellationToken)
            ?? throw new FileNotFoundException(
                $"{StorageLayout.Models}/{name} is missing, so the model cannot be registered; retrain.");
}
