using ImageClassifier.Core.Datasets;
using ImageClassifier.Core.Experiments;
using ImageClassifier.Core.Jobs;
using ImageClassifier.Worker.Data;
using ImageClassifier.Worker.Training;

namespace ImageClassifier.Worker.Local;

/// <summary>Trains experiments on a folder of photos and leaves what comes out of them in another folder.</summary>
internal sealed class FolderTrainer(TorchRuntime runtime, PhotoCache cache, TimeProvider time, Output output)
{
    /// <param name="folders">Where the photos are.</param>
    /// <param name="experiments">Trained one after the other.</param>
    /// <param name="validationFraction">In (0, 1).</param>
    /// <param name="seed">Of the split, and of training where an experiment names none.</param>
    /// <param name="outFolder">For one experiment; several have a sub-folder each.</param>
    /// <param name="stop">Ends training after the current batch.</param>
    /// <exception cref="WorkerException">The photos cannot be trained on.</exception>
    public async Task RunAsync(
        LocalFolders folders, IReadOnlyList<Experiment> experiments, double validationFraction, int seed, string outFolder, CancellationToken stop)
    {
        LocalPhotos photos = await LocalPhotos.ReadAsync(folders, validationFraction, folds: 1, seed, output, stop);
        foreach (ClassCount count in photos.Manifest.Counts) output.Say($"{count.Label}: {count.Train} training photos, {count.Validation} validation photos");

        using var training = new LocalTraining(photos, runtime, cache, time, output);
        var results = new List<(string Name, TrainingResult Result)>();
        foreach (Experiment experiment in experiments)
        {
            string place = experiments.Count == 1 ? outFolder : Path.Combine(outFolder, LocalTraining.FolderName(experiment.Name));
            results.Add((experiment.Name, await TrainAsync(training, experiment, experiment.Seed ?? seed, place, stop)));
        }
        if (results.Count < 2) return;
        output.Say("");
        foreach ((string name, TrainingResult result) in results.OrderByDescending(entry => entry.Result.BestValAccuracy))
            output.Say($"{name}: {EpochLine.Format(result)}");
    }

    private async Task<TrainingResult> TrainAsync(LocalTraining training, Experiment experiment, int seed, string place, CancellationToken stop)
    {
        var job = new TrainingJob
        {
            Id = TrainingJob.ComputeId(experiment, training.ManifestDigest, fold: 0, seed),
            Experiment = experiment,
            ManifestDigest = training.ManifestDigest,
            Seed = seed,
            Tracking = new TrackingRun("local", "local"),
            OrchestrationId = "local",
        };
        output.Say("");
        output.Say($"{experiment.Name}, seed {seed}, on {runtime}");
        TrainingResult result = await training.TrainAsync(job, place, _ => null, stop);
        output.Say(EpochLine.Format(result));
        if (await training.TestAsync(job.Id, place, stop) is { } test) output.Say(StudyLines.Test(test));
        output.Say($"the model is {Path.Combine(place, LocalTraining.WeightsFile)}");
        return result;
    }
}
