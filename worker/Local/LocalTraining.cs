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
    public const string ResultFile = "result.json", CardFile = "model.json", WeightsFile = "model.safetensors", PredictionsFile = "predictions.json",
        TestFile = "test.json", ManifestFile = "manifest.json";

    private readonly LocalPhotos _photos;
    private readonly TorchRuntime _runtime;
    private readonly PhotoCache _cache;
    private readonly TimeProvider _time;
    private readonly Output _output;
    private readonly TorchThread _torch;
    private readonly byte[] _manifest;

    public LocalTraining(LocalPhotos photos, TorchRuntime runtime, PhotoCache cache, TimeProvider time, Output output)
    {
        (_photos, _runtime, _cache, _time, _output) = (photos, runtime, cache, time, output);
        (_manifest, ManifestDigest) = photos.Manifest.Serialize();
        _torch = new TorchThread(runtime.Threads, new CollectionPause());
    }

    public Manifest Manifest => _photos.Manifest;

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

    /// <summary>The job of a planned run, which reports to nobody.</summary>
    public TrainingJob JobOf(PlannedRun run) => run.Job(ManifestDigest, new TrackingRun("local", "local"), "local");

    /// <summary>Trains the job from its beginning or its checkpoint to its end.</summary>
    /// <param name="job">What to train; see <see cref="TrainingJob"/>.</param>
    /// <param name="folder">Of the job.</param>
    /// <param name="folderOf">Where a job was trained that this one continues or learns from; null for jobs that were not trained here.</param>
    /// <param name="cancellationToken">Ends training after the current batch.</param>
    /// <exception cref="WorkerException">The job cannot be trained: its teacher is missing, for instance.</exception>
    public async Task<TrainingResult> TrainAsync(TrainingJob job, string folder, Func<string, string?> folderOf, CancellationToken cancellationToken)
    {
        using PhotoSets photos = await _photos.OpenAsync(job.Fold, job.Experiment.Data, _runtime.Device, _cache, cancellationToken);
        var loop = new TrainingLoop(new FolderCheckpointStore(folder), _torch, _runtime, _time, _output.Warn);
        var sources = new TrainingSources
        {
            Pretrained = await new PretrainedSource(files: null, _output.Say).ReadAsync(job.Experiment.Model, cancellationToken),
            Cache = _cache.Options,
            Teacher = job.Experiment.Regularization.Distillation is { } options ? await TeacherModel.ReadAsync(folderOf(options.Teacher) ?? options.Teacher, cancellationToken) : null,
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
        return model.Result;

        Task Say(string line)
        {
            _output.Say(line);
            return Task.CompletedTask;
        }
    }

    /// <summary>What the finished model in the folder makes of the test photos; null when there are none.</summary>
    public async Task<TestResult?> TestAsync(string jobId, string folder, CancellationToken cancellationToken)
    {
        if (_photos.Test is not { } test) return null;
        string file = Path.Combine(folder, TestFile);
        if (test.Read(file, jobId) is { } known) return known;
        var card = JsonSerializer.Deserialize<ModelCard>(await File.ReadAllBytesAsync(Path.Combine(folder, CardFile), cancellationToken), CoreJson.Options)!;
        byte[] weights = await File.ReadAllBytesAsync(Path.Combine(folder, WeightsFile), cancellationToken);
        TestResult result = await _torch.Run(() => test.Measure(card, weights, _runtime.Device, cancellationToken));
        await WriteAsync(folder, TestFile, Json(result));
        return result;
    }

    /// <summary>The mistakes of the finished model in the folder, shown and explained; null where it kept no predictions.</summary>
    public async Task<MistakeGallery?> ExplainAsync(string folder, CancellationToken cancellationToken)
    {
        if (Read<ModelCard>(folder, CardFile) is not { } card || Read<ValidationPredictions>(folder, PredictionsFile) is not { } predictions) return null;
        byte[] weights = await File.ReadAllBytesAsync(Path.Combine(folder, WeightsFile), cancellationToken);
        return await Mistakes.ExplainAsync(
            card, weights, predictions, (mistake, _) => Task.FromResult(_photos.Jpegs[mistake.Sha256]), _torch, _runtime.Device, cancellationToken);
    }

    public void Dispose() => _torch.Dispose();

    public static byte[] Json<T>(T record) => FinishedModel.Json(record);

    public static Task WriteAsync(string folder, string name, byte[] content) =>
        WholeFile.ReplaceAsync(Path.Combine(folder, name), content, CancellationToken.None);

    /// <summary>A name that any file system takes.</summary>
    public static string FolderName(string name) =>
        string.Concat(name.Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-'));
}
