using System.Text;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Json;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Functions.Training.Plans;
using ImageClassifier.Imaging;
using ImageClassifier.Mlflow;
using ImageClassifier.Mlflow.Logging;
using ImageClassifier.Storage;
using ImageClassifier.Studies.Reports.Charts;

namespace ImageClassifier.Functions.Retraining.Outcomes;

/// <summary>
/// What a finished job has stored, as it is logged to a run: its own, which an outage left incomplete, or another one of the same content.
/// </summary>
public sealed class StoredRuns(StorageAccount storage)
{
    /// <param name="plan">Of the retrain.</param>
    /// <param name="run">That the job's records are logged to.</param>
    /// <param name="result">Of the job.</param>
    /// <param name="weights">Whether the weights are logged, too; another run has them already where the job was trained for it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<FinishedRun> ReadAsync(
        RetrainPlan plan, PlannedRun run, TrainingResult result, bool weights, CancellationToken cancellationToken)
    {
        TrainingJob job = run.Job(plan.ManifestDigest, new TrackingRun(plan.Tracking.ExperimentId, run.RunId), plan.RetrainId);
        var files = new Dictionary<string, byte[]>
        {
            ["experiment.json"] = JsonSerializer.SerializeToUtf8Bytes(run.Experiment, CoreJson.Indented),
        };
        string[] wanted = weights
            ? [StorageLayout.ModelCardBlob(job.Id), StorageLayout.PredictionsBlob(job.Id), StorageLayout.ModelWeightsBlob(job.Id)]
            : [StorageLayout.ModelCardBlob(job.Id), StorageLayout.PredictionsBlob(job.Id)];
        foreach (string name in wanted)
            if (await FindFileAsync(name, cancellationToken) is { } content) files[Path.GetFileName(name)] = content;
        if (await Model(StorageLayout.MistakesBlob(job.Id)).ReadAsync<MistakeGallery>(cancellationToken) is { } mistakes)
        {
            files["mistakes/gallery.svg"] = Encoding.UTF8.GetBytes(MistakesSvg.Render(mistakes));
            var pictures = mistakes.Shown.Select(mistake => PagePicture.Of(mistake.Overlay)).Select(picture => (picture.Png, picture.Webp));
            foreach ((string path, byte[] content) in LoggedImages.Files("mistakes", pictures, result.FinishedAt)) files[path] = content;
        }
        return new FinishedRun(job, result, RunCharts.Of(result), files)
        {
            Datasets = await DatasetsAsync(plan.ManifestDigest, run.Fold, cancellationToken),
            Predictions = await Model(StorageLayout.PredictionsBlob(job.Id)).ReadAsync<ValidationPredictions>(cancellationToken),
        };
    }

    /// <summary>Training and validation photos of a fold; empty where the manifest is gone.</summary>
    public async Task<IReadOnlyList<MlflowDataset>> DatasetsAsync(string manifestDigest, int fold, CancellationToken cancellationToken) =>
        await storage.Blob(StorageLayout.Manifests, StorageLayout.ManifestBlob(manifestDigest))
            .ReadAsync<Manifest>(cancellationToken) is { } manifest
            ? RunDatasets.Of(manifest, manifestDigest, fold)
            : [];

    /// <summary>Bytes of a file of a finished model, <c>models/{name}</c>; null when it is not there.</summary>
    public async Task<byte[]?> FindFileAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return (await Model(name).DownloadContentAsync(cancellationToken)).Value.Content.ToArray();
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    private BlobClient Model(string name) => storage.Blob(StorageLayout.Models, name);
}
