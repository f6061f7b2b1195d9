using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Worker.Data;
using ImageClassifier.Worker.Runtime;
using ImageClassifier.Worker.Training.Results;

namespace ImageClassifier.Worker.Local;

/// <summary>Trains experiments on a folder of photos and leaves what comes out of them in another folder.</summary>
internal sealed class FolderTrainer(TorchRuntime runtime, PhotoCache cache, TimeProvider time, Output output)
{
    /// <param name="folders">Where the photos are.</param>
    /// <param name="experiments">Trained one after the other.</param>
    /// <param name="validationFraction">In (0, 1).</param>
    /// <param name="seed">Of the split, and of training where an experiment names none.</param>
    /// <param name="outFolder">For one experiment; several have a sub-folder each.</param>
    /// <param name="cancellationToken">Ends training after the current batch.</param>
    /// <exception cref="WorkerException">The photos cannot be trained on.</exception>
    public async Task RunAsync(
        LocalFolders folders, IReadOnlyList<Experiment> experiments, double validationFraction, int seed, string outFolder,
            CancellationToken cancellationToken)
    {
        LocalPhotos photos = await LocalPhotos.ReadAsync(folders, validationFraction, folds: 1, seed, output, cancellationToken);
        foreach (ClassCount count in photos.Manifest.Counts)
            output.Say($"{count.Label}: {count.Train} training photos, {count.Validation} validation photos");

        using var training = new LocalTraining(photos, runtime, cache, time, output);
        long started = time.GetTimestamp();
        var runs = new List<ReportedRun>();
        foreach (Experiment experiment in experiments)
        {
            string place = experiments.Count == 1 ? outFolder : Path.Combine(outFolder, LocalTraining.FolderName(experiment.Name));
            int own = experiment.Seed ?? seed;
            var run =
                new PlannedRun(runs.Count, experiment, 0, own, TrainingJob.ComputeId(experiment, training.ManifestDigest, fold: 0, own));
            runs.Add(new ReportedRun(run, place, await TrainAsync(training, run, place, cancellationToken), null));
        }
        output.Say("");
        foreach (ReportedRun run in runs.Where(_ => runs.Count > 1).OrderByDescending(run => run.Result!.BestValAccuracy))
            output.Say($"{run.Run.Experiment.Name}: {EpochLine.Format(run.Result!)}");
        string title = $"{(runs.Count == 1 ? experiments[0].Name : $"{runs.Count} experiments")} on {LocalReport.NameOf(folders.Data)}";
        foreach (string line in await LocalReport.WriteAsync(title, null, runs, training, time.GetElapsedTime(started), time.GetUtcNow(),
            outFolder, cancellationToken)) output.Say(line);
    }

    private async Task<TrainingResult> TrainAsync(LocalTraining training, PlannedRun run, string place, CancellationToken cancellationToken)
    {
        output.Say("");
        output.Say($"{run.Experiment.Name}, seed {run.Seed}, on {runtime}");
        TrainingResult result = await training.TrainAsync(training.JobOf(run), place, _ => null, cancellationToken);
        output.Say(EpochLine.Format(result));
        if (await training.TestAsync(run.JobId, place, cancellationToken) is { } test) output.Say(StudyLines.Test(test));
        output.Say($"the model is {Path.Combine(place, LocalTraining.WeightsFile)}");
        return result;
    }
}
