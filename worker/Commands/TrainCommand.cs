using System.CommandLine;
using ImageClassifier.Contracts;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Worker.Data;
using ImageClassifier.Worker.Local;
using ImageClassifier.Worker.Runtime;

namespace ImageClassifier.Worker.Commands;

/// <summary><c>worker train</c>: a folder of photos, no cloud and no server.</summary>
internal sealed class TrainCommand
{
    private const int DefaultSeed = 42;
    private const double DefaultFraction = 0.2;

    private readonly Option<DirectoryInfo> _data = new Option<DirectoryInfo>("--data")
    {
        Description = "Folder of photos with one sub-folder for each class",
        Required = true,
    }.AcceptExistingOnly();

    private readonly Option<string?> _experiment = new("--experiment")
    {
        Description =
            "JSON file of an experiment or of a study; FILE#NAME takes one experiment of a study, without #NAME all of them train in turn",
    };

    private readonly Option<string?> _study = new("--study")
    {
        Description = "Trains a whole study: a JSON file, or a name of experiments/; STUDY#NAME,NAME takes some of its experiments",
    };

    private readonly Option<DirectoryInfo> _validation = new Option<DirectoryInfo>("--val")
    {
        Description = "Folder of photos that validate, instead of a share of --data",
    }.AcceptExistingOnly();

    private readonly Option<string> _split = new("--split")
    {
        Description = "random takes the validation photos from --data, unless it has folders train and val; predefined insists on those",
        DefaultValueFactory = _ => "random",
    };

    private readonly Option<DirectoryInfo> _test = new Option<DirectoryInfo>("--test")
    {
        Description = "Folder of photos that every finished model is measured on and that decide nothing",
    }.AcceptExistingOnly();

    private readonly Option<int?> _folds =
        new("--folds") { Description = "With --study: cross-validates with so many folds [the study's, or 1: a hold-out split]" };
    private readonly Option<int?> _repeats =
        new("--repeats") { Description = "With --study: trainings of each experiment, with different seeds [the study's, or 1]" };
    private readonly Option<double?> _fraction = new(
        "--validation-fraction")
    { Description = $"Share of each class that is kept for validation [the study's, or {DefaultFraction}]" };

    private readonly Option<int> _seed = new("--seed")
    {
        Description = "Of the split, and of training where the experiment names none",
        DefaultValueFactory = _ => DefaultSeed,
    };

    private readonly Option<string> _out = new("--out")
    {
        Description = "Folder for models, results and checkpoints; training resumes from what is there",
        DefaultValueFactory = _ => Path.Combine(".local", "train"),
    };

    private readonly Option<string?> _csv = new("--csv") { Description = "With --study: CSV file that gets a row for each finished run" };
    private readonly Option<int?> _jobs = new("--jobs")
    {
        Description =
            "With --study: runs that train at the same time, each in a process of its own that has its share of the threads [default: "
                + "the number "
            + "of cores where every network is small_cnn on the CPU and no --threads is given, or else 1]",
    };

    private readonly Option<string?> _shard =
        new("--shard", "--share") { Hidden = true, Description = "Which shard of the study this process trains for another one, as 1/2" };
    private readonly TorchOptions _torch = new();

    public static Command Create() => new TrainCommand().Build();

    private Command Build()
    {
        _split.AcceptOnlyFromAmong("random", "predefined");
        _fraction.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is <= 0 or >= 1)
                result.AddError("--validation-fraction: give a number between 0 and 1");
        });
        _folds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > Manifest.MaxFolds)
                result.AddError($"--folds: give a number from 1 to {Manifest.MaxFolds}");
        });
        _repeats.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > 100) result.AddError("--repeats: give a number from 1 to 100");
        });
        _jobs.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > 64) result.AddError("--jobs: give a number from 1 to 64");
        });
        var command = new Command("train", "Trains on a folder of photos, without cloud or server")
        {
            _data, _experiment, _study, _validation, _split, _test, _folds, _repeats, _fraction, _seed, _out, _csv, _jobs, _shard,
        };
        _torch.AddTo(command);
        command.Validators.Add(result =>
        {
            bool study = result.GetValue(_study) is not null;
            if (study == (result.GetValue(_experiment) is not null)) result.AddError("give either --experiment or --study");
            bool given = result.GetValue(_validation) is not null || result.GetValue(_split) == "predefined";
            if (result.GetValue(_validation) is not null && result.GetValue(_split) == "predefined")
                result.AddError("give either --val or --split predefined");
            if (given && result.GetValue(_folds) is > 1)
                result.AddError("--folds splits the photos itself; leave out --val and --split predefined");
            if (!study && (result.GetValue(_folds) ?? result.GetValue(_repeats)) is not null)
                result.AddError("--folds and --repeats go with --study");
            if (!study && result.GetValue(_csv) is not null) result.AddError("--csv goes with --study");
            if (!study && result.GetValue(_jobs) is not null) result.AddError("--jobs goes with --study");
            if (result.GetValue(_shard) is { } shard && !StudyShard.TryParse(shard, out _))
                result.AddError($"--shard {shard}: give a number and how many there are, as 1/2");
        });
        command.SetAction(async (parsed, _) =>
        {
            using var signal = new StopSignal(parsed.GetValue(_shard) is null ? null : Console.OpenStandardInput());
            return (int)await Guard.RunAsync(() => RunAsync(parsed, signal.Token), signal.Token);
        });
        return command;
    }

    private async Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var output = new Output(Console.Out, Console.Error);
        var cache = new PhotoCache(PhotoCacheOptions.FromEnvironment(), output, TimeProvider.System);
        string outFolder = parsed.GetRequiredValue(_out);
        if (parsed.GetValue(_study) is not { } reference)
        {
            IReadOnlyList<Experiment> experiments = ExperimentFile.Read(parsed.GetValue(_experiment)!, output.Warn);
            var trainer = new FolderTrainer(_torch.Choose(parsed), cache, TimeProvider.System, output);
            await trainer.RunAsync(Folders(parsed), experiments, parsed.GetValue(_fraction)
                ?? DefaultFraction, parsed.GetRequiredValue(_seed), outFolder, cancellationToken);
            return ExitCode.Finished;
        }
        StudyOrder order = Order(parsed, StudyFile.Read(reference, parsed.GetValue(_shard) is null ? output.Warn : null));
        TorchRuntime runtime = _torch.Choose(parsed);
        var studies = new StudyTrainer(runtime, cache, TimeProvider.System, output, runs =>
        {
            int jobs =
                Math.Min(runs, parsed.GetValue(_jobs) ?? (_torch.IsLeftToUs(parsed) && IsSmall(order, runtime) ? runtime.Threads : 1));
            return jobs < 2 ? null : new StudyProcesses(Environment.GetCommandLineArgs()[1..], jobs, runtime.Threads, output);
        });
        if (parsed.GetValue(_shard) is { } text && StudyShard.TryParse(text, out StudyShard? shard))
        {
            await studies.TrainShardAsync(Folders(parsed), order, outFolder, shard, cancellationToken);
            return ExitCode.Finished;
        }
        return await studies.RunAsync(Folders(parsed), order, outFolder, parsed.GetValue(_csv), cancellationToken) ? ExitCode.Finished
            : ExitCode.Failed;
    }

    private static bool IsSmall(StudyOrder order, TorchRuntime runtime) =>
        runtime.Device.type == TorchSharp.DeviceType.CPU && order.Search is null
            && order.Experiments.All(experiment => experiment.Model.Architecture == Architecture.SmallCnn);

    /// <summary>What the command line does not say, the study says.</summary>
    private StudyOrder Order(ParseResult parsed, Study study)
    {
        bool given = parsed.GetValue(_validation) is not null || parsed.GetValue(_split) == "predefined";
        StudyOrder order = new RetrainRequest
        {
            Study = study.Name,
            Seed = parsed.GetRequiredValue(_seed),
            Repeats = parsed.GetValue(_repeats),
            // A split that somebody made stands above a study's cross-validation.
            Folds = given ? 1 : parsed.GetValue(_folds),
            ValidationFraction = parsed.GetValue(_fraction),
        }.Order(study);
        IReadOnlyList<Problem> problems = order.Search is { } search ? SearchSpace.Draw(search, order.Seed).Problems : [];
        return problems.Count == 0 ? order
            : throw new UsageException(new InvalidRecordException($"{study.Name} is not sound with this seed", problems).Message);
    }

    private LocalFolders Folders(ParseResult parsed)
    {
        string data = parsed.GetRequiredValue(_data).FullName;
        string? test = parsed.GetValue(_test)?.FullName;
        return parsed.GetValue(_split) == "predefined" ? LocalFolders.Predefined(data, test)
            : new LocalFolders(data, parsed.GetValue(_validation)?.FullName, test);
    }
}
