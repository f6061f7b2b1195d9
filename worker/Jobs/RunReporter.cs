using System.Text;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Mlflow.Logging;
using ImageClassifier.Mlflow;
using ImageClassifier.Studies.Reports.Charts;
using ImageClassifier.Worker.Runtime;
using ImageClassifier.Worker.Training.Results;

namespace ImageClassifier.Worker.Jobs;

/// <summary>
/// Tells the tracking server of one job. A server that is away does not hold training up: the epochs are in the checkpoint, and each
/// report carries all that are still missing. Only the end waits for it.
/// </summary>
internal sealed class RunReporter(MlflowClient client, TrainingJob job, TimeProvider time, Action<string> warn)
{
    // On top of the client's own repeats: long enough for a server to be started again.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1), AskEvery = TimeSpan.FromSeconds(2);

    private readonly RunLogger _logger = new(client);
    private Task _report = Task.CompletedTask;

    private string RunId => job.Tracking.RunId;

    /// <summary>Marks the run as running and logs its parameters and the epochs of earlier workers.</summary>
    /// <exception cref="MlflowException">The server refuses, so that the end would fail as well: there is no such run, for
    /// instance.</exception>
    public async Task BeginAsync(long parameters, IReadOnlyList<EpochRecord> epochs, CancellationToken cancellationToken)
    {
        try
        {
            await client.UpdateRunAsync(RunId, MlflowRunStatus.Running, null, cancellationToken);
            await _logger.LogParametersAsync(RunId, job, parameters, cancellationToken);
            await _logger.LogEpochsAsync(RunId, epochs, cancellationToken);
        }
        catch (MlflowException e) when (IsAway(e))
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

    /// <summary>Logs all that is still missing and the result with its artifacts, and ends the run.</summary>
    /// <exception cref="WorkerException">The server refuses, or stays away.</exception>
    public async Task FinishAsync(FinishedModel model, CancellationToken cancellationToken)
    {
        await DrainAsync();
        long started = time.GetTimestamp();
        while (true)
        {
            try
            {
                await LogAllAsync(model, cancellationToken);
                return;
            }
            catch (MlflowException e) when (IsAway(e) && time.GetElapsedTime(started) < Patience)
            {
                warn($"the tracking server is awaited: {e.Message}");
                await Task.Delay(AskEvery, time, cancellationToken);
            }
            catch (MlflowException e)
            {
                throw new WorkerException(
                    $"the network is trained, but its run cannot be logged: {e.Message} The checkpoint is kept; start the job again", e);
            }
        }
    }

    /// <summary>Marks the run as failed, if the server is there.</summary>
    public async Task FailAsync()
    {
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            await client.UpdateRunAsync(RunId, MlflowRunStatus.Failed, time.GetUtcNow(), patience.Token);
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

    private async Task LogAllAsync(FinishedModel model, CancellationToken cancellationToken)
    {
        MlflowRun run = await client.GetRunAsync(RunId, cancellationToken);
        await _logger.LogParametersAsync(RunId, job, model.Result.Parameters, cancellationToken);
        await _logger.LogEpochsAsync(RunId, model.Result.Epochs, cancellationToken);
        await UploadAsync(run, "model.safetensors", model.Weights, cancellationToken);
        await UploadAsync(run, "model.json", FinishedModel.Json(model.Card), cancellationToken);
        await UploadAsync(run, "experiment.json", FinishedModel.Json(job.Experiment), cancellationToken);
        await UploadAsync(run, "predictions.json", FinishedModel.Json(model.Predictions), cancellationToken);
        if (model.Mistakes is { } mistakes)
            await UploadAsync(run, "mistakes/gallery.svg", Encoding.UTF8.GetBytes(MistakesSvg.Render(mistakes)), cancellationToken);
        await _logger.LogResultAsync(run, model.Result, RunCharts.Of(model.Result), cancellationToken);
    }

    private async Task UploadAsync(MlflowRun run, string path, byte[] content, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream(content, writable: false);
        await client.UploadArtifactAsync(run, path, stream, cancellationToken);
    }

    /// <summary>No answer, or one that another moment may change.</summary>
    private static bool IsAway(MlflowException error) => error.StatusCode is 0 or 408 or 429 or >= 500;
}
