using System.Text;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Imaging;
using ImageClassifier.Mlflow.Logging;
using ImageClassifier.Mlflow;
using ImageClassifier.Studies.Reports.Charts;

namespace ImageClassifier.Worker.Jobs;

/// <summary>
/// Tells the tracking server of one job. A server that is away holds nothing up: the epochs are in the checkpoint, each report carries all
/// that are still missing, and what is missing at the end is completed from the job's files by whoever closes its run.
/// </summary>
internal sealed class RunReporter(MlflowClient client, TrainingJob job, TimeProvider time, Action<string> warn)
{
    // Long enough for a server to be started again; then the retrain goes on without.
    private static readonly TimeSpan FinishTimeout = TimeSpan.FromMinutes(1);

    private readonly RunLogger _logger = new(client);
    private Task _report = Task.CompletedTask;

    private string RunId => job.Tracking.RunId;

    /// <summary>Marks the run as running and logs its parameters and the epochs of earlier workers.</summary>
    /// <exception cref="MlflowException">The server refuses, so that the end would fail as well: there is no such run, for
    /// instance.</exception>
    public async Task BeginAsync(
        long parameters, IReadOnlyList<MlflowDataset> datasets, IReadOnlyList<EpochRecord> epochs, CancellationToken cancellationToken)
    {
        try
        {
            await client.UpdateRunAsync(RunId, MlflowRunStatus.Running, null, cancellationToken);
            await _logger.LogParametersAsync(RunId, job, parameters, cancellationToken);
            await _logger.LogDatasetsAsync(RunId, datasets, cancellationToken);
            await _logger.LogEpochsAsync(RunId, epochs, cancellationToken);
        }
        catch (MlflowException e) when (!e.IsRefusal)
        {
            warn($"training goes on without the tracking server for now: {e.Message}");
        }
    }

    /// <summary>Starts logging what is missing, unless the report before is still under way.</summary>
    public void Report(IReadOnlyList<EpochRecord> epochs, CancellationToken cancellationToken)
    {
        if (_report.IsCompleted) _report = TryLogAsync(epochs, cancellationToken);
    }

    /// <summary>Waits for the report that is under way.</summary>
    public Task DrainAsync() => _report;

    /// <summary>
    /// Logs all that is still missing and the result with its artifacts, and ends the run. The model is stored already, and whoever closes
    /// the run completes what is missing: a server that is away, or refuses, costs a warning.
    /// </summary>
    /// <returns>Whether the run is complete.</returns>
    public async Task<bool> FinishAsync(FinishedModel model, IReadOnlyList<MlflowDataset> datasets, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(FinishTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await DrainAsync().WaitAsync(either.Token);
            await _logger.CompleteAsync(Finished(model, datasets), either.Token);
            return true;
        }
        catch (Exception e) when (e is MlflowException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            string why = e is MlflowException ? e.Message
                : FormattableString.Invariant($"it has not answered for {FinishTimeout.TotalSeconds:0} s");
            warn($"the network is trained and stored; its run is completed when the tracking server takes it: {why}");
            return false;
        }
    }

    /// <summary>Marks the run as failed, if the server is there.</summary>
    public async Task FailAsync()
    {
        try
        {
            using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            await client.UpdateRunAsync(RunId, MlflowRunStatus.Failed, time.GetUtcNow(), timeout.Token);
        }
        catch (Exception e) when (e is MlflowException or OperationCanceledException)
        {
            warn($"the run could not be marked as failed: {e.Message}");
        }
    }

    private async Task TryLogAsync(IReadOnlyList<EpochRecord> epochs, CancellationToken cancellationToken)
    {
        try
        {
            await _logger.LogEpochsAsync(RunId, epochs, cancellationToken);
        }
        catch (MlflowException e)
        {
            warn($"epochs up to {epochs.Count} are logged later: {e.Message}");
        }
        catch (OperationCanceledException)
        {
            // The worker leaves; whoever takes the job up logs them.
        }
    }

    private FinishedRun Finished(FinishedModel model, IReadOnlyList<MlflowDataset> datasets)
    {
        var files = new Dictionary<string, byte[]>
        {
            ["model.safetensors"] = model.Weights,
            ["model.json"] = FinishedModel.Json(model.Card),
            ["experiment.json"] = FinishedModel.Json(job.Experiment),
            ["predictions.json"] = FinishedModel.Json(model.Predictions),
        };
        if (model.Mistakes is { } mistakes)
        {
            files["mistakes/gallery.svg"] = Encoding.UTF8.GetBytes(MistakesSvg.Render(mistakes));
            var pictures = mistakes.Shown.Select(mistake => PagePicture.Of(mistake.Overlay)).Select(picture => (picture.Png, picture.Webp));
            foreach ((string path, byte[] content) in LoggedImages.Files("mistakes", pictures, model.Result.FinishedAt))
                files[path] = content;
        }
        return new FinishedRun(job, model.Result, RunCharts.Of(model.Result), files)
        {
            Datasets = datasets,
            Predictions = model.Predictions,
        };
    }
}
