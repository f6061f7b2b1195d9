using ImageClassifier.Core.Datasets;
using ImageClassifier.Core.Experiments;
using ImageClassifier.Core.Jobs;
using ImageClassifier.Core.Retraining;
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
        long started = time.GetTimestamp();
        var runs = new List<ReportedRun>();
        foreach (Experiment experiment in experiments)
        {
            string place = experiments.Count == 1 ? outFolder : Path.Combine(outFolder, LocalTraining.FolderName(experiment.Name));
            TrainingResult result = await TrainAsync(training, experiment, experiment.Seed ?? seed, place, stop);
            runs.Add(new ReportedRun(new PlannedRun(runs.Count, experiment, 0, experiment.Seed ?? seed, result.JobId), place, result, null));
        }
        output.Say("");
        foreach (ReportedRun run in runs.Where(_ => runs.Count > 1).OrderByDescending(run => run.Result!.BestValAccuracy))
            output.Say($"{run.Run.Experiment.Name}: {EpochLine.Format(run.Result!)}");
        string title = $"{(runs.Count == 1 ? experiments[0].Name : $"{runs.Count} experiments")} on {LocalReport.NameOf(folders.Data)}";
        foreach (string line in await LocalReport.WriteAsync(title, null, runs, training, time.GetElapsedTime(started), time.GetUtcNow(), outFolder, stop)) output.Say(line);
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
