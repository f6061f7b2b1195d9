using System.Text;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Models;

namespace ImageClassifier.Mlflow.Logging;

/// <summary>
/// Logs a network as an MLflow model of its run: files with <c>MLmodel</c>, what was measured of it and on what, and that it is ready. May
/// be called again after a failure, also by another process: a model that is there is taken up.
/// </summary>
public sealed class ModelLogger(MlflowClient client)
{
    private const string ModelName = "model", Weights = "model.safetensors", Card = "model.json";

    private static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    /// <param name="run">That it was trained for, as the server knows it now.</param>
    /// <param name="result">Of the training.</param>
    /// <param name="weights">Content of <c>model.safetensors</c>.</param>
    /// <param name="card">Content of <c>model.json</c>.</param>
    /// <param name="validation">What it was measured on, an input of the run; null where that is not known.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <exception cref="MlflowException">The server refused or cannot be reached.</exception>
    public async Task<MlflowLoggedModel> LogAsync(
        MlflowRun run, TrainingResult result, byte[] weights, byte[] card, MlflowDataset? validation, CancellationToken cancellationToken)
    {
        MlflowLoggedModel model =
            await client.FindLoggedModelAsync(run.ExperimentId, ModelName, run.RunId, cancellationToken).ConfigureAwait(false)
            ?? await client.CreateLoggedModelAsync(run.ExperimentId, ModelName, MlModelFile.Flavor, run.RunId,
                new Dictionary<string, string> { [ChampionModel.JobTag] = result.JobId }, cancellationToken).ConfigureAwait(false);
        if (model.IsReady) return model;

        var files = new Dictionary<string, string> { ["weights"] = Weights, ["card"] = Card };
        await UploadAsync(model, Weights, weights, cancellationToken).ConfigureAwait(false);
        await UploadAsync(model, Card, card, cancellationToken).ConfigureAwait(false);
        string description = MlModelFile.Of(model, run.RunId, files, result.FinishedAt);
        await UploadAsync(model, MlModelFile.Name, Encoding.UTF8.GetBytes(description), cancellationToken).ConfigureAwait(false);
        if (!model.HasMetrics)
        {
            IReadOnlyList<MlflowMetric> metrics =
                [.. RunMetrics.Of(result).Select(metric => metric with { ModelId = model.ModelId, Dataset = validation })];
            await client.LogBatchAsync(run.RunId, metrics, None, None, cancellationToken).ConfigureAwait(false);
        }
        if (!run.ModelIds.Contains(model.ModelId))
            await client.LogOutputAsync(run.RunId, model.ModelId, cancellationToken).ConfigureAwait(false);
        await client.FinishLoggedModelAsync(model.ModelId, cancellationToken).ConfigureAwait(false);
        return model;
    }

    private async Task UploadAsync(MlflowLoggedModel model, string path, byte[] content, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream(content, writable: false);
        await client.UploadModelFileAsync(model, path, stream, cancellationToken).ConfigureAwait(false);
    }
}
