using System.CommandLine;
using ImageClassifier.Worker.Local;
using ImageClassifier.Worker.Training;

namespace ImageClassifier.Worker.Commands;

/// <summary><c>worker train</c>: a folder of photos, no cloud and no server.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var data = new Option<DirectoryInfo>("--data") { Description = "Folder of photos with one sub-folder for each class", Required = true };
        data.AcceptExistingOnly();
        var experiment = new Option<string>("--experiment")
        {
            Description = "JSON file of an experiment or of a study; FILE#NAME takes one experiment of a study, without #NAME all of them train in turn",
            Required = true,
        };
        var fraction = new Option<double>("--validation-fraction")
        {
            Description = "Share of each class that is kept for validation",
            DefaultValueFactory = _ => 0.2,
        };
        fraction.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is <= 0 or >= 1) result.AddError("--validation-fraction: give a number between 0 and 1");
        });
        var seed = new Option<int>("--seed") { Description = "Of the split, and of training where the experiment names none", DefaultValueFactory = _ => 42 };
        var outFolder = new Option<string>("--out")
        {
            Description = "Folder for model.safetensors, model.json, result.json and the checkpoint; training goes on from a checkpoint that is there",
            DefaultValueFactory = _ => Path.Combine(".local", "train"),
        };
        var torch = new TorchOptions();
        var command = new Command("train", "Trains on a folder of photos, without cloud or server") { data, experiment, fraction, seed, outFolder };
        torch.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            using var signal = new StopSignal(watched: null);
            return (int)await Guard.RunAsync(async () =>
            {
                IReadOnlyList<Core.Experiments.Experiment> experiments = ExperimentFile.Read(parsed.GetRequiredValue(experiment));
                TorchRuntime runtime = torch.Choose(parsed);
                var trainer = new FolderTrainer(runtime, TimeProvider.System, new Output(Console.Out, Console.Error));
                await trainer.RunAsync(parsed.GetRequiredValue(data).FullName, experiments, parsed.GetRequiredValue(fraction),
                    parsed.GetRequiredValue(seed), parsed.GetRequiredValue(outFolder), signal.Token);
                return ExitCode.Finished;
            }, signal.Token);
        });
        return command;
    }
}
