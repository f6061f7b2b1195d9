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
        var order = new StudyOrder { Experiments = experiments, Seed = seed, Repeats = 1, ValidationFraction = validationFraction };
        using LocalTraining training = await LocalTraining.OpenAsync(
            folders, order, runtime, cache, time, output, isShard: false, cancellationToken);
        var runs = new List<ReportedRun>();
        foreach (Experiment experiment in experiments)
        {
            string place = experiments.Count == 1 ? outFolder : Path.Combine(outFolder, LocalTraining.FolderName(experiment.Name));
            int own = experiment.Seed ?? seed;
            string job = TrainingJob.ComputeId(experiment, training.ManifestDigest, fold: 0, own);
            var run = new PlannedRun(runs.Count, experiment, 0, own, job);
            output.Say("");
            TrainingResult result = await training.TrainAsync(run, experiment.Name, place, _ => null, cancellationToken);
            await training.TestAsync(run.JobId, place, cancellationToken);
            output.Say($"the model is {Path.Combine(place, LocalTraining.WeightsFile)}");
            runs.Add(new ReportedRun(run, place, result, null));
        }
        output.Say("");
        foreach (ReportedRun run in runs.Where(_ => runs.Count > 1).OrderByDescending(run => run.Result!.BestValAccuracy))
            output.Say($"{run.Run.Experiment.Name}: {EpochLine.Format(run.Result!)}");
        string title = runs.Count == 1 ? experiments[0].Name : $"{runs.Count} experiments";
        await LocalReport.WriteAsync(title, folders, runs, training, outFolder, output, cancellationToken);
    }
}
