using System.CommandLine;
using System.Text.Json;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Json;
using ImageClassifier.Studies.Reports.Charts;
using ImageClassifier.Vision.Networks;
using ImageClassifier.Worker.Data;
using ImageClassifier.Worker.Jobs;
using ImageClassifier.Worker.Local;
using ImageClassifier.Worker.Runtime;
using ImageClassifier.Worker.Training;

namespace ImageClassifier.Worker.Commands;

/// <summary><c>worker lr-find</c>: a learning-rate range test on a folder of photos.</summary>
internal static class LearningRateCommand
{
    public static Command Create()
    {
        Option<DirectoryInfo> data = new Option<DirectoryInfo>(
            "--data")
        { Description = "Folder of photos with one sub-folder for each class", Required = true }.AcceptExistingOnly();
        var experiment = new Option<string>("--experiment")
        {
            Description = "JSON file of an experiment, or FILE#NAME for one of a study",
            Required = true
        };
        var seed = new Option<int>("--seed") { Description = "Of the split and of the test", DefaultValueFactory = _ => 42 };
        var svg = new Option<string?>("--out") { Description = "SVG file for the curve" };
        var json = new Option<bool>("--json") { Description = "Prints all points and suggestions as JSON instead of text" };
        var torch = new TorchOptions();
        var command = new Command("lr-find",
            $"Finds a learning rate: raises it over {RateRangeTest.Steps} steps and watches the loss; keeps nothing of the training")
        {
            data, experiment, seed, svg, json,
        };
        torch.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            using var signal = new StopSignal(watched: null);
            return (int)await Guard.RunAsync(async () =>
            {
                IReadOnlyList<Experiment> experiments =
                    ExperimentFile.Read(parsed.GetRequiredValue(experiment), new Output(Console.Out, Console.Error).Warn);
                if (experiments.Count > 1)
                    throw new UsageException($"there are {experiments.Count} experiments; name one: FILE#{experiments[0].Name}");
                RateRange range = await RunAsync(parsed.GetRequiredValue(data).FullName, experiments[0], parsed.GetRequiredValue(seed),
                    torch.Choose(parsed),
                    parsed.GetRequiredValue(json), signal.Token);
                if (parsed.GetValue(svg) is { } file)
                    await File.WriteAllTextAsync(file, RateRangeSvg.Render(range.Points, range.Steepest), signal.Token);
                return ExitCode.Finished;
            }, signal.Token);
        });
        return command;
    }

    private static async Task<RateRange> RunAsync(string data, Experiment experiment, int seed, TorchRuntime runtime, bool json,
        CancellationToken cancellationToken)
    {
        // What is said on the way is no part of the answer.
        var output = new Output(json ? TextWriter.Null : Console.Out, Console.Error);
        LocalPhotos local =
            await LocalPhotos.ReadAsync(new LocalFolders(data), validationFraction: 0.2, folds: 1, seed, output, cancellationToken);
        var cache = new PhotoCache(PhotoCacheOptions.FromEnvironment(), output, TimeProvider.System);
        using PhotoSets photos = await local.OpenAsync(fold: 0, experiment.Data, runtime.Device, cache, cancellationToken);
        Action<ImageNetwork>? pretrained = await new PretrainedSource(files: null, output.Say)
            .ReadAsync(experiment.Model, cancellationToken);
        using var torch = new TorchThread(runtime.Threads, new CollectionPause());
        RateRange range = await torch.Run(() =>
            new RateRangeTest(experiment, experiment.Seed ?? seed)
                .Run(photos, local.Manifest.Classes.Count, runtime.Device, pretrained, cancellationToken));
        if (json)
            Console.Out.WriteLine(
                JsonSerializer.Serialize(new { range.Steepest, range.MinimumTenth, range.Diverged, range.Points }, CoreJson.Indented));
        else foreach (string line in Lines(range)) output.Say(line);
        return range;
    }

    private static IEnumerable<string> Lines(RateRange range)
    {
        foreach (RatePoint point in range.Points.Where((_, i) => i % 5 == 0))
            yield return FormattableString.Invariant($"rate {point.Rate:0.0e+0}  loss {point.Loss:0.000}");
        if (range.Diverged)
            yield return FormattableString.Invariant($"the loss got out of hand beyond a rate of {range.Points[^1].Rate:0.0e+0}");
        yield return range.Steepest is { } steepest && range.MinimumTenth is { } tenth
            ? FormattableString.Invariant(
                $"suggestion: {steepest:0.0e+0} (the loss falls fastest), or {tenth:0.0e+0} (a tenth of the rate with the lowest loss)")
            : "no suggestion: the loss does not fall at any rate";
    }
}
