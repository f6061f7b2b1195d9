using System.Runtime.InteropServices;
using Azure;
using Azure.Storage.Queues;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Json;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Mlflow;
using ImageClassifier.Mlflow.Logging;
using ImageClassifier.Storage;
using ImageClassifier.Studies.Reports.Charts;
using ImageClassifier.Vision.Runtime;
using ImageClassifier.Worker.Checkpoints;
using ImageClassifier.Worker.Data;
using ImageClassifier.Worker.Jobs.SystemMetrics;
using ImageClassifier.Worker.Runtime;
using ImageClassifier.Worker.Training;
using ImageClassifier.Worker.Training.Plan;
using ImageClassifier.Worker.Training.Results;

namespace ImageClassifier.Worker.Jobs;

/// <summary>
/// Does one job of the queue: from <c>job.json</c> to <c>result.json</c>, which is written last, so that whoever sees it finds everything
/// else. May be run any number of times, also at once: one worker trains, and a finished job is only announced again.
/// </summary>
/// <param name="storage">Of jobs and photos.</param>
/// <param name="mlflow">Told of the run.</param>
/// <param name="chooseRuntime">Asked once the job is this worker's: where there is nothing to train on, the job has failed, and whoever
/// waits for it is told.</param>
/// <param name="cache">Of decoded photos.</param>
/// <param name="time">Of the records.</param>
/// <param name="output">For the person.</param>
internal sealed class JobRunner(StorageAccount storage, MlflowClient mlflow, Func<TorchRuntime> chooseRuntime, PhotoCache cache,
    TimeProvider time, Output output)
{
    // Photos fetched at once; the network is slower than the decoder.
    private const int Downloads = 16;

    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(10);

    private readonly JobFiles _files = new(storage);

    /// <param name="reference">Id of the job, URL of its blob, or path of a file.</param>
    /// <param name="cancellationToken">Ends training after the current batch.</param>
    public async Task<ExitCode> RunAsync(string reference, CancellationToken cancellationToken)
    {
        TrainingJob job = await _files.ReadJobAsync(reference, cancellationToken);
        if (await IsFinishedAsync(job, cancellationToken)) return await AnnounceFinishedAsync(job, cancellationToken);

        await using JobLock? owned = await JobLock.AcquireAsync(storage, job.Id, time, cancellationToken);
        if (owned is null)
        {
            output.Warn($"another worker trains job {job.Id}; nothing was done");
            return ExitCode.Stopped;
        }
        // While this worker waited for the lock, its holder may have come to the end.
        if (await IsFinishedAsync(job, cancellationToken)) return await AnnounceFinishedAsync(job, cancellationToken);
        return await RunOwnedAsync(job, owned, cancellationToken);
    }

    private async Task<ExitCode> RunOwnedAsync(TrainingJob job, JobLock owned, CancellationToken cancellationToken)
    {
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, owned.Lost);
        var first = new JobStatus
        {
            JobId = job.Id,
            State = JobState.Starting,
            Attempt = job.Attempt,
            Of = new TrainingProgress(job.Experiment, [], job.StopAfterEpoch).Of,
            UpdatedAt = time.GetUtcNow(),
        };
        await using var heartbeat = new Heartbeat(storage, first, time, output.Warn);
        var reporter = new RunReporter(mlflow, job, time, output.Warn);
        await using var sampler = new SystemSampler(mlflow, job.Tracking.RunId, new LinuxSystem().ReadAsync, time, output.Warn);
        try
        {
            await heartbeat.SetAsync(status => status, leave.Token);
            FinishedModel model = await TrainAsync(job, heartbeat, reporter, leave.Token);
            await PublishAsync(job, model, reporter, leave.Token);
            output.Say(EpochLine.Format(model.Result));
            await heartbeat.SetAsync(status => status with { State = JobState.Finished, EtaSeconds = 0, Error = null }, leave.Token);
            await SendAsync(job, TrainingEventKind.Finished, null, leave.Token);
            return ExitCode.Finished;
        }
        catch (OperationCanceledException) when (owned.Lost.IsCancellationRequested)
        {
            // From here on the job is another worker's: not a word more in its name.
            output.Warn($"the lock of job {job.Id} was lost; another worker may train it now");
            return ExitCode.Stopped;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            output.Say("stopped; the latest checkpoint is kept");
            await reporter.DrainAsync();
            await SayLastAsync(job, heartbeat, status => status with { State = JobState.Stopped, EtaSeconds = null },
                TrainingEventKind.Stopped, "stopped on request");
            return ExitCode.Stopped;
        }
        catch (Exception e)
        {
            string message = Explain(e);
            output.Warn(message);
            await SayLastAsync(job, heartbeat, status => status with { State = JobState.Failed, EtaSeconds = null, Error = message },
                TrainingEventKind.Failed, message);
            await reporter.FailAsync();
            return e is TorchUnavailableException ? ExitCode.NoTorch : ExitCode.Failed;
        }
    }

    private async Task<FinishedModel> TrainAsync(TrainingJob job, Heartbeat heartbeat, RunReporter reporter,
        CancellationToken cancellationToken)
    {
        TorchRuntime runtime = chooseRuntime();
        output.Say($"{job.Experiment.Name}: job {job.Id}, seed {job.Seed}, attempt {job.Attempt}, on {runtime}");
        Manifest manifest = await _files.ReadManifestAsync(job.ManifestDigest, cancellationToken);
        using PhotoSets photos = await PhotoSets.LoadAsync(manifest, job.Fold, job.Experiment.Data, runtime.Device, cache,
            async (item, token) => new StoredPhoto(await _files.ReadPhotoAsync(item, token)), Downloads, cancellationToken);
        output.Say(
            $"{photos.Training.Count} training photos, {photos.Validation.Count} validation photos of {manifest.Classes.Count} classes");

        using var torch = new TorchThread(runtime.Threads, new CollectionPause());
        var loop = new TrainingLoop(new BlobCheckpointStore(storage, job.Id), torch, runtime, time, output.Warn);
        var beats = new Pace(TimeSpan.FromSeconds(1), time);
        TrainedModel model = await loop.RunAsync(job, manifest.Classes, photos, await SourcesAsync(job, cancellationToken),
            async (parameters, progress) =>
            {
                if (progress.Epochs.Count > 0) output.Say($"resuming after epoch {progress.Epochs.Count}");
                await heartbeat.SetAsync(status => WithProgress(status, progress), cancellationToken);
                await reporter.BeginAsync(
                    parameters, RunDatasets.Of(manifest, job.ManifestDigest, job.Fold), progress.Epochs, cancellationToken);
            },
            async progress =>
            {
                if (EpochLine.IsWorthSaying(progress)) output.Say(EpochLine.Format(progress));
                if (beats.IsTime() || progress.Over is not null)
                    await heartbeat.SetAsync(status => WithProgress(status, progress), cancellationToken);
                reporter.Report(progress.Epochs, cancellationToken);
            },
            cancellationToken);
        FinishedModel finished = FinishedModel.Of(job, manifest, model);
        MistakeGallery mistakes = await Mistakes.ExplainAsync(finished.Card, finished.Weights, finished.Predictions,
            (mistake, token) => _files.ReadPhotoAsync(manifest.Items.First(item => item.Sha256 == mistake.Sha256), token), torch,
                runtime.Device, cancellationToken);
        return finished with { Mistakes = mistakes };
    }

    private async Task<TrainingSources> SourcesAsync(TrainingJob job, CancellationToken cancellationToken) => new()
    {
        Pretrained = await new PretrainedSource(_files, output.Say).ReadAsync(job.Experiment.Model, cancellationToken),
        Cache = cache.Options,
        Teacher = job.Experiment.Regularization.Distillation is { } options
            ? await _files.ReadTeacherAsync(options.Teacher, cancellationToken) : null,
        Continued = job.ContinuesJob is { } earlier ? new BlobCheckpointStore(storage, earlier) : null,
    };

    private async Task PublishAsync(TrainingJob job, FinishedModel model, RunReporter reporter, CancellationToken cancellationToken)
    {
        await storage.Blob(StorageLayout.Models, StorageLayout.ModelWeightsBlob(job.Id))
            .UploadAsync(BinaryData.FromBytes(model.Weights), overwrite: true, cancellationToken);
        await storage.Blob(StorageLayout.Models, StorageLayout.ModelCardBlob(job.Id)).WriteAsync(model.Card, cancellationToken);
        await storage.Blob(StorageLayout.Models, StorageLayout.PredictionsBlob(job.Id)).WriteAsync(model.Predictions, cancellationToken);
        if (model.Mistakes is { } mistakes)
            await storage.Blob(StorageLayout.Models, StorageLayout.MistakesBlob(job.Id)).WriteAsync(mistakes, cancellationToken);
        Manifest manifest = await _files.ReadManifestAsync(job.ManifestDigest, cancellationToken);
        await reporter.FinishAsync(model, RunDatasets.Of(manifest, job.ManifestDigest, job.Fold), cancellationToken);
        await storage.Blob(StorageLayout.Jobs, StorageLayout.ResultBlob(job.Id)).TryCreateAsync(model.Result, cancellationToken);
    }

    private async Task<bool> IsFinishedAsync(TrainingJob job, CancellationToken cancellationToken) =>
        await storage.Blob(StorageLayout.Jobs, StorageLayout.ResultBlob(job.Id)).ExistsAsync(cancellationToken);

    private async Task<ExitCode> AnnounceFinishedAsync(TrainingJob job, CancellationToken cancellationToken)
    {
        output.Say($"job {job.Id} is finished already");
        await SendAsync(job, TrainingEventKind.Finished, null, cancellationToken);
        return ExitCode.Finished;
    }

    /// <summary>Tells of an end that is not the good one, as far as storage can still be reached.</summary>
    private async Task SayLastAsync(TrainingJob job, Heartbeat heartbeat, Func<JobStatus, JobStatus> change, TrainingEventKind kind,
        string message)
    {
        try
        {
            using var timeout = new CancellationTokenSource(LastWords);
            await heartbeat.SetAsync(change, timeout.Token);
            await SendAsync(job, kind, message, timeout.Token);
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException or OperationCanceledException)
        {
            output.Warn($"nobody could be told: {e.Message}");
        }
    }

    private async Task SendAsync(TrainingJob job, TrainingEventKind kind, string? message, CancellationToken cancellationToken)
    {
        var news = new TrainingEvent
        {
            JobId = job.Id,
            OrchestrationId = job.OrchestrationId,
            Kind = kind,
            Attempt = job.Attempt,
            Message = message
        };
        QueueClient queue = storage.Queue(StorageLayout.TrainingEvents);
        await queue.SendMessageAsync(BinaryData.FromObjectAsJson(news, CoreJson.Options), cancellationToken: cancellationToken);
    }

    private static JobStatus WithProgress(JobStatus status, TrainingProgress progress)
    {
        int done = progress.Epochs.Count, left = progress.Of - done;
        return status with
        {
            State = JobState.Training,
            Epoch = done,
            // By the latest epochs: the first one of a process is slower.
            EtaSeconds = done == 0 ? null : progress.Over is null ? left * progress.Epochs.TakeLast(5).Average(epoch => epoch.Seconds) : 0,
            BestValAccuracy = progress.Best?.ValAccuracy,
        };
    }

    private static string Explain(Exception error) => error switch
    {
        WorkerException or TrainingDivergedException or MlflowException or TorchUnavailableException => error.Message,
        ExternalException torch => TorchErrors.Words(torch),
        _ => $"{error.GetType().Name}: {error.Message}",
    };
}
