using System.Text.Json;
using ImageClassifier.Contracts;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Json;
using ImageClassifier.Contracts.Models;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Studies.Reports.Charts;
using ImageClassifier.Worker.Checkpoints;
using ImageClassifier.Worker.Data;
using ImageClassifier.Worker.Jobs;
using ImageClassifier.Worker.Runtime;
using ImageClassifier.Worker.Training;
using ImageClassifier.Worker.Training.Results;
using ImageClassifier.Worker.Training.Teachers;

namespace ImageClassifier.Worker.Local;

/// <summary>
/// Trains single jobs on local photos, each in a folder of its own: <c>result.json</c> is written last, so that a folder with one is
/// finished, and one with a checkpoint resumes.
/// </summary>
internal sealed class LocalTraining : IDisposable
{
    public const string ResultFile = "result.json", CardFile = "model.json", WeightsFile = "model.safetensors",
        PredictionsFile = "predictions.json",
        TestFile = "test.json", ManifestFile = "manifest.json";

    private readonly LocalPhotos _photos;
    private readonly TorchRuntime _runtime;
    private readonly PhotoCache _cache;
    private readonly TimeProvider _time;
    private readonly Output _output;
    private readonly TorchThread _torch;
    private readonly byte[] _manifest;
    private readonly long _started;

    public LocalTraining(LocalPhotos photos, TorchRuntime runtime, PhotoCache cache, TimeProvider time, Output output)
    {
        (_photos, _runtime, _cache, _time, _output) = (photos, runtime, cache, time, output);
        (_manifest, ManifestDigest) = photos.Manifest.Serialize();
        _started = time.GetTimestamp();
        _torch = new TorchThread(runtime.Threads, new CollectionPause());
    }

    /// <summary>Reads the photos, and says what is there to train on.</summary>
    /// <param name="folders">Where the photos are.</param>
    /// <param name="order">How they are split.</param>
    /// <param name="runtime">Which hardware trains.</param>
    /// <param name="cache">Of decoded photos.</param>
    /// <param name="time">Of what is recorded.</param>
    /// <param name="output">Hears how it goes.</param>
    /// <param name="isShard">Of a study that another process has described already.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="WorkerException">The photos cannot be trained on.</exception>
    public static async Task<LocalTraining> OpenAsync(
        LocalFolders folders, StudyOrder order, TorchRuntime runtime, PhotoCache cache, TimeProvider time, Output output, bool isShard,
        CancellationToken cancellationToken)
    {
        Output told = isShard ? new Output(TextWriter.Null, TextWriter.Null) : output;
        LocalPhotos photos = await LocalPhotos.ReadAsync(
            folders, order.ValidationFraction, order.Folds, order.Seed, told, cancellationToken);
        string where = order.Folds == 1 ? "" : " in the first fold";
        foreach (ClassCount count in photos.Manifest.Counts)
            told.Say($"{count.Label}: {count.Train} training photos, {count.Validation} validation photos{where}");
        if (photos.Test is { } test) told.Say($"{test.Count} test photos, which decide nothing");
        return new LocalTraining(photos, runtime, cache, time, output);
    }

    public Manifest Manifest => _photos.Manifest;

    /// <summary>Since the photos were read.</summary>
    public TimeSpan Elapsed => _time.GetElapsedTime(_started);

    public DateTimeOffset Now => _time.GetUtcNow();

    public string ManifestDigest { get; }

    /// <summary>The result in the folder if it is this job's, or null.</summary>
    public static TrainingResult? Find(string jobId, string folder) =>
        Read<TrainingResult>(folder, ResultFile) is { } result && result.JobId == jobId ? result : null;

    /// <summary>A record of the folder, or null where there is none of this version.</summary>
    public static T? Read<T>(string folder, string name) where T : class
    {
        string file = Path.Combine(folder, name);
        if (!File.Exists(file)) return null;
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllBytes(file), CoreJson.Options);
        }
        catch (JsonException)
        {
            // From another version: it is trained anew.
            return null;
        }
    }

    /// <summary>Trains the run's job from its beginning or its checkpoint to its end.</summary>
    /// <param name="run">What to train; it reports to nobody.</param>
    /// <param name="title">Of the run, for a person.</param>
    /// <param name="folder">Of the job.</param>
    /// <param name="folderOf">Where a job was trained that this one continues or learns from; null for jobs that were not trained
    /// here.</param>
    /// <param name="cancellationToken">Ends training after the current batch.</param>
    /// <exception cref="WorkerException">The job cannot be trained: its teacher is missing, for instance.</exception>
    public async Task<TrainingResult> TrainAsync(
        PlannedRun run, string title, string folder, Func<string, string?> folderOf, CancellationToken cancellationToken)
    {
        _output.Say($"{title}: seed {run.Seed}, on {_runtime}");
        TrainingJob job = run.Job(ManifestDigest, new TrackingRun("local", "local"), "local");
        using PhotoSets photos = await _photos.OpenAsync(job.Fold, job.Experiment.Data, _runtime.Device, _cache, cancellationToken);
        var loop = new TrainingLoop(new FolderCheckpointStore(folder), _torch, _runtime, _time, _output.Warn);
        var sources = new TrainingSources
        {
            Pretrained = await new PretrainedSource(files: null, _output.Say).ReadAsync(job.Experiment.Model, cancellationToken),
            Cache = _cache.Options,
            Teacher = job.Experiment.Regularization.Distillation is { } options
                ? await TeacherModel.ReadAsync(folderOf(options.Teacher) ?? options.Teacher, cancellationToken) : null,
            Continued = job.ContinuesJob is { } earlier && folderOf(earlier) is { } continued ? new FolderCheckpointStore(continued) : null,
        };
        TrainedModel trained = await loop.RunAsync(job, _photos.Manifest.Classes, photos, sources,
            (parameters, progress) => Say(FormattableString.Invariant($"{parameters:N0} parameters")
                + (progress.Epochs.Count > 0 ? $", resuming after epoch {progress.Epochs.Count}" : "")),
            progress => EpochLine.IsWorthSaying(progress) ? Say(EpochLine.Format(progress)) : Task.CompletedTask, cancellationToken);

        FinishedModel model = FinishedModel.Of(job, _photos.Manifest, trained);
        await WriteAsync(folder, ManifestFile, _manifest);
        await WriteAsync(folder, WeightsFile, model.Weights);
        await WriteAsync(folder, CardFile, Json(model.Card));
        await WriteAsync(folder, PredictionsFile, Json(model.Predictions));
        await WriteAsync(folder, ResultFile, Json(model.Result));
        _output.Say(EpochLine.Format(model.Result));
        return model.Result;

        Task Say(string line)
        {
            _output.Say(line);
            return Task.CompletedTask;
        }
    }

    /// <summary>Says what the finished model in the folder makes of the test photos.</summary>
    /// <returns>Null when there are none.</returns>
    public async Task<TestResult?> TestAsync(string jobId, string folder, CancellationToken cancellationToken)
    {
        if (_photos.Test is not { } test) return null;
        TestResult result = test.Read(Path.Combine(folder, TestFile), jobId) ?? await MeasureAsync(test, folder, cancellationToken);
        _output.Say(StudyLines.Test(result));
        return result;
    }

    private async Task<TestResult> MeasureAsync(TestPhotos test, string folder, CancellationToken cancellationToken)
    {
        byte[] json = await File.ReadAllBytesAsync(Path.Combine(folder, CardFile), cancellationToken);
        var card = JsonSerializer.Deserialize<ModelCard>(json, CoreJson.Options)!;
        byte[] weights = await File.ReadAllBytesAsync(Path.Combine(folder, WeightsFile), cancellationToken);
        TestResult result = await _torch.Run(() => test.Measure(card, weights, _runtime.Device, cancellationToken));
        await WriteAsync(folder, TestFile, Json(result));
        return result;
    }

    /// <summary>The mistakes of the finished model in the folder, shown and explained; null where it kept no predictions.</summary>
    public async Task<MistakeGallery?> ExplainAsync(string folder, CancellationToken cancellationToken)
    {
        if (Read<ModelCard>(folder, CardFile) is not { } card
            || Read<ValidationPredictions>(folder, PredictionsFile) is not { } predictions) return null;
        byte[] weights = await File.ReadAllBytesAsync(Path.Combine(folder, WeightsFile), cancellationToken);
        return await Mistakes.ExplainAsync(
            card, weights, predictions, (mistake, _) =>
                Task.FromResult(_photos.Jpegs[mistake.Sha256]), _torch, _runtime.Device, cancellationToken);
    }

    public void Dispose() => _torch.Dispose();

    public static byte[] Json<T>(T record) => FinishedModel.Json(record);

    public static Task WriteAsync(string folder, string name, byte[] content) =>
        WholeFile.ReplaceAsync(Path.Combine(folder, name), content, CancellationToken.None);

    /// <summary>A name that any file system takes.</summary>
    public static string FolderName(string name) =>
        string.Concat(name.Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-'));
}
