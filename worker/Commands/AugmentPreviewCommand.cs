using System.CommandLine;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Vision.Runtime;
using ImageClassifier.Worker.Local;
using ImageClassifier.Worker.Runtime;

namespace ImageClassifier.Worker.Commands;

/// <summary><c>worker augment-preview</c>: shows what an augmentation does before anything is trained with it.</summary>
internal static class AugmentPreviewCommand
{
    public static Command Create()
    {
        var data =
            new Option<DirectoryInfo>("--data") { Description = "Folder of photos with one sub-folder for each class", Required = true };
        data.AcceptExistingOnly();
        var experiment = new Option<string>("--experiment")
        {
            Description = "JSON file of an experiment, or FILE#NAME for one of a study",
            Required = true
        };
        var seed = new Option<int>("--seed") { Description = "Of the random changes", DefaultValueFactory = _ => 42 };
        var file = new Option<string>("--out") { Description = "PNG to write", DefaultValueFactory = _ => "preview.png" };
        var command = new Command("augment-preview",
            "Draws some photos as validation sees them, and as training sees them in eight epochs") { data, experiment, seed, file };
        command.SetAction(async (parsed, cancellationToken) => (int)await Guard.RunAsync(() =>
        {
            string reference = parsed.GetRequiredValue(experiment);
            IReadOnlyList<Experiment> found = ExperimentFile.Read(reference, new Output(Console.Out, Console.Error).Warn);
            if (found.Count != 1)
                throw new UsageException($"{reference} is a study of {found.Count} experiments; name one: {reference}#{found[0].Name}");
            string path = parsed.GetRequiredValue(file);
            TorchLibrary.Load();
            AugmentationPreview.Write(parsed.GetRequiredValue(data).FullName, found[0], parsed.GetRequiredValue(seed), path);
            new Output(Console.Out, Console.Error).Say($"the preview is {path}: one photo in a row, its view on the left");
            return Task.FromResult(ExitCode.Finished);
        }, cancellationToken));
        return command;
    }
}
