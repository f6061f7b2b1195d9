using System.Text;
using System.Text.Json;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Json;

namespace ImageClassifier.Mlflow.Logging;

/// <summary>
/// Writes a training to an MLflow run. Every call may be repeated, also by another process: what the run has already is not
/// logged again.
/// </summary>
public sealed class RunLogger(MlflowClient client)
{
    // Seven points an epoch at most; MLflow takes 1,000 in one request, and an epoch must not be torn apart between two.
    private const int EpochsPerRequest = 140;

    private static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    /// <summary>Logs what determines the result; see <see cref="RunParameters"/>.</summary>
    /// <param name="runId">An existing run.</param>
    /// <param name="job">What the run trains.</param>
    /// <param name="parameters">Trainable parameters of the network.</param>
    /// <param name="cancellation">Ends the request.</param>
    /// <exception cref="MlflowException">The server refused, cannot be reached, or the run has other parameters.</exception>
    public Task LogParametersAsync(string runId, TrainingJob job, long parameters, CancellationToken cancellation) =>
        client.LogBatchAsync(runId, [], RunParameters.Of(job, parameters), None, cancellation);

    /// <summary>Logs those of the epochs that the run's history lacks.</summary>
    /// <exception cref="MlflowException">The server refused or cannot be reached.</exception>
    public async Task LogEpochsAsync(string runId, IReadOnlyList<EpochRecord> epochs, CancellationToken cancellation)
    {
        if (epochs.Count == 0) return;
        // All points of an epoch arrive in one request, so that one of them stands for all.
        IReadOnlyList<MlflowMetric> logged = await client.GetMetricHistoryAsync(runId, RunMetrics.ValAccuracy, cancellation)
            .ConfigureAwait(false);
        HashSet<long> steps = [.. logged.Select(point => point.Step)];
        foreach (EpochRecord[] missing in epochs.Where(epoch => !steps.Contains(epoch.Epoch)).Chunk(EpochsPerRequest))
            await client.LogBatchAsync(runId, [.. missing.SelectMany(RunMetrics.Of)], None, None, cancellation).ConfigureAwait(false);
    }

    /// <summary>Notes what the run trains and validates on.</summary>
    /// <exception cref="MlflowException">The server refused or cannot be reached.</exception>
    public async Task LogDatasetsAsync(string runId, IReadOnlyList<MlflowDataset> datasets, CancellationToken cancellation)
    {
        if (datasets.Count > 0) await client.LogInputsAsync(runId, datasets, cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Brings the run of a finished training to its end: logs whatever it lacks, the artifacts, and last of all that it is finished. An
    /// outage before or in between is made good by calling it again.
    /// </summary>
    /// <exception cref="MlflowException">The server refused or cannot be reached.</exception>
    public async Task CompleteAsync(FinishedRun finished, CancellationToken cancellation)
    {
        MlflowRun run = await client.GetRunAsync(finished.Job.Tracking.RunId, cancellation).ConfigureAwait(false);
        await LogParametersAsync(run.RunId, finished.Job, finished.Result.Parameters, cancellation).ConfigureAwait(false);
        await LogDatasetsAsync(run.RunId, finished.Datasets, cancellation).ConfigureAwait(false);
        await LogEpochsAsync(run.RunId, finished.Result.Epochs, cancellation).ConfigureAwait(false);
        foreach ((string path, byte[] content) in finished.Files) await UploadAsync(run, path, content, cancellation).ConfigureAwait(false);
        if (finished.Files.Keys.Any(path => path.StartsWith(LoggedImages.Folder, StringComparison.Ordinal)))
            await client.SetTagAsync(run.RunId, MlflowTags.LoggedImages, "True", cancellation).ConfigureAwait(false);
        if (finished.Predictions is { } predictions)
        {
            await UploadAsync(run, PredictionsTable.Path, PredictionsTable.Of(predictions), cancellation).ConfigureAwait(false);
            await client.SetTagAsync(run.RunId, PredictionsTable.Tag.Key, PredictionsTable.Tag.Value, cancellation).ConfigureAwait(false);
        }
        await LogResultAsync(run, finished.Result, finished.Charts, cancellation).ConfigureAwait(false);
    }

    /// <summary>Logs the final numbers with <c>confusion_matrix.json</c> and the charts that show them, and ends the run as
    /// finished.</summary>
    /// <param name="run">As the server knows it now.</param>
    /// <param name="result">Of the training.</param>
    /// <param name="charts">SVG documents by artifact path.</param>
    /// <param name="cancellation">Ends the requests.</param>
    /// <exception cref="MlflowException">The server refused or cannot be reached.</exception>
    public async Task LogResultAsync(MlflowRun run, TrainingResult result, IReadOnlyDictionary<string, string> charts,
        CancellationToken cancellation)
    {
        if (!run.Metrics.ContainsKey(RunMetrics.BestValAccuracy))
            await client.LogBatchAsync(run.RunId, RunMetrics.Of(result), None, None, cancellation).ConfigureAwait(false);
        var matrix = new { classes = result.Classes, counts = result.ConfusionMatrix };
        await UploadAsync(run, "confusion_matrix.json", JsonSerializer.SerializeToUtf8Bytes(matrix, CoreJson.Indented), cancellation)
            .ConfigureAwait(false);
        foreach ((string path, string svg) in charts)
            await UploadAsync(run, path, Encoding.UTF8.GetBytes(svg), cancellation).ConfigureAwait(false);
        await client.UpdateRunAsync(run.RunId, MlflowRunStatus.Finished, result.FinishedAt, cancellation).ConfigureAwait(false);
    }

    private async Task UploadAsync(MlflowRun run, string path, byte[] content, CancellationToken cancellation)
    {
        using var stream = new MemoryStream(content, writable: false);
        await client.UploadArtifactAsync(run, path, stream, cancellation).ConfigureAwait(false);
    }
}
