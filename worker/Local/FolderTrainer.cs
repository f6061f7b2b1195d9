using ImageClassifier.Core.Datasets;
using ImageClassifier.Core.Experiments;
using ImageClassifier.Core.Jobs;
using ImageClassifier.Vision;
using ImageClassifier.Worker.Checkpoints;
using ImageClassifier.Worker.Data;
using ImageClassifier.Worker.Jobs;
using ImageClassifier.Worker.Training;

namespace ImageClassifier.Worker.Local;

/// <summary>Trains experiments on a folder of photos and leaves what comes out of them in another folder.</summary>
internal sealed class FolderTrainer(TorchRuntime runtime, TimeProvider time, Output output)
{
    /// <param name="data">Folder with one sub-folder for each class.</param>
    /// <param name="experiments">Trained one after the other.</param>
    /// <param name="validationFraction">In (0, 1).</param>
    /// <param name="seed">Of the split, and of training where an experiment names none.</param>
    /// <param name="outFolder">For one experiment; several have a sub-folder each.</param>
    /// <param name="stop">Ends training after the current batch.</param>
    /// <exception cref="WorkerException">The photos cannot be trained on.</exception>
    public async Task RunAsync(
        string data, IReadOnlyList<Experiment> experiments, double validationFraction, int seed, string outFolder, CancellationToken stop)
    {
        PhotoFolder folder = await PhotoFolder.ReadAsync(data, stop);
        foreach (string rejected in folder.Rejected) output.Warn($"left out: {rejected}");
        Manifest manifest = folder.BuildManifest(data, validationFraction, seed);
        foreach (string warning in manifest.Warnings) output.Warn(warning);
        foreach (ClassCount count in manifest.Counts) output.Say($"{count.Label}: {count.Train} training photos, {count.Validation} validation photos");

        using var torch = new TorchThread(runtime.Threads);
        var results = new List<(string Name, TrainingResult Result)>();
        foreach (Experiment experiment in experiments)
        {
            string place = experiments.Count == 1 ? outFolder : Path.Combine(outFolder, FolderName(experiment.Name));
            results.Add((experiment.Name, await TrainAsync(folder, manifest, experiment, experiment.Seed ?? seed, place, torch, stop)));
        }
        if (results.Count < 2) return;
        output.Say("");
        foreach ((string name, TrainingResult result) in results.OrderByDescending(entry => entry.Result.BestValAccuracy))
            output.Say($"{name}: {EpochLine.Format(result)}");
    }

    private async Task<TrainingResult> TrainAsync(
        PhotoFolder folder, Manifest manifest, Experiment experiment, int seed, string place, TorchThread torch, CancellationToken stop)
    {
        (byte[] manifestBytes, string digest) = manifest.Serialize();
        var job = new TrainingJob
        {
            Id = TrainingJob.ComputeId(experiment, digest, fold: 0, seed),
            Experiment = experiment,
            ManifestDigest = digest,
            Seed = seed,
            Tracking = new TrackingRun("local", "local"),
            OrchestrationId = "local",
        };
        output.Say("");
        output.Say($"{experiment.Name}, seed {seed}, on {runtime}");
        using PhotoSets photos = await PhotoSets.LoadAsync(manifest, experiment.Data, runtime.Device,
            (item, _) => Task.FromResult(folder.Jpegs[item.Sha256]), Environment.ProcessorCount, stop);
        var loop = new TrainingLoop(new FolderCheckpointStore(place), torch, runtime, time, output.Warn);
        TrainedModel trained = await loop.RunAsync(job, manifest.Classes, photos,
            (parameters, progress) => Say(FormattableString.Invariant($"{parameters:N0} parameters")
                + (progress.Epochs.Count > 0 ? $", going on after epoch {progress.Epochs.Count}" : "")),
            progress => Say(EpochLine.Format(progress)), stop);

        FinishedModel model = FinishedModel.Of(job, manifest, trained);
        await WriteAsync(place, "manifest.json", manifestBytes);
        await WriteAsync(place, "model.safetensors", model.Weights);
        await WriteAsync(place, "model.json", FinishedModel.Json(model.Card));
        await WriteAsync(place, "predictions.json", FinishedModel.Json(model.Predictions));
        await WriteAsync(place, "result.json", FinishedModel.Json(model.Result));
        output.Say(EpochLine.Format(model.Result));
        output.Say($"the model is {Path.Combine(place, "model.safetensors")}");
        return model.Result;

        Task Say(string line)
        {
            output.Say(line);
            return Task.CompletedTask;
        }
    }

    private static Task WriteAsync(string folder, string name, byte[] content) =>
        FolderCheckpointStore.ReplaceAsync(Path.Combine(folder, name), content, CancellationToken.None);

    private static string FolderName(string experiment) =>
        string.Concat(experiment.Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-'));
}
