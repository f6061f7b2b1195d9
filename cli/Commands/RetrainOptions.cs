using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageClassifier.Contracts.Retraining;

namespace ImageClassifier.Cli.Commands;

/// <summary>What can be asked of a retrain, as options.</summary>
internal sealed class RetrainOptions
{
    private const string DefaultStudy = "regularization";

    private readonly Option<string?> _study =
        new("--study") { Description = $"Named study, see experiments/ [{DefaultStudy}]", HelpName = "NAME" };
    private readonly Option<string?> _experiments =
        new("--experiments") { Description = "JSON file with a list of experiments, in place of a study", HelpName = "FILE" };
    private readonly Option<int?> _seed = new("--seed") { Description = "Of the split and of training [42]" };
    private readonly Option<int?> _repeats =
        new("--repeats") { Description = "Trainings of each experiment, with different seeds [the study's, or 1]" };
    private readonly Option<int?> _folds =
        new("--folds") { Description = "Cross-validates with so many folds [the study's, or 1: a hold-out split]" };
    private readonly Option<double?> _validation =
        new("--validation-fraction") { Description = "Share of each class that validates [the study's, or 0.2]" };
    private readonly Option<int?> _parallel = new("--max-parallel-jobs") { Description = "Jobs that train at the same time [1]" };
    private readonly Option<double?> _limit = new(
        "--time-limit")
    { Description = "Minutes after which the champion is chosen among what is finished [240]", HelpName = "MINUTES" };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_study, _experiments, _seed, _repeats, _folds, _validation, _parallel, _limit])
            command.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_study) is not null && result.GetValue(_experiments) is not null)
                result.AddError("give either --study or --experiments");
        });
    }

    /// <summary>
    /// The body of <c>POST /api/retrain</c> (see <see cref="RetrainRequest"/>). Experiments go as they stand in the file: the
    /// functions app knows all rules and names every problem at once.
    /// </summary>
    /// <exception cref="CliException">The file cannot be read or is not JSON.</exception>
    public JsonObject Request(ParseResult parsed, CommandScope scope)
    {
        var request = new JsonObject();
        if (parsed.GetValue(_experiments) is { } file) Take(Read(file, scope.Full(file)), request);
        else request["study"] = parsed.GetValue(_study) ?? DefaultStudy;
        if (parsed.GetValue(_seed) is { } seed) request["seed"] = seed;
        if (parsed.GetValue(_repeats) is { } repeats) request["repeats"] = repeats;
        if (parsed.GetValue(_folds) is { } folds) request["folds"] = folds;
        if (parsed.GetValue(_validation) is { } fraction) request["validationFraction"] = fraction;
        if (parsed.GetValue(_parallel) is { } parallel) request["maxParallelJobs"] = parallel;
        if (parsed.GetValue(_limit) is { } limit) request["timeLimitMinutes"] = limit;
        return request;
    }

    /// <summary>A list is experiments; of a study, what there is to train and how often, which the options may change.</summary>
    private static void Take(JsonNode file, JsonObject request)
    {
        if (file is JsonArray) request["experiments"] = file;
        if (file is not JsonObject study) return;
        foreach (string name in (string[])["base", "experiments", "search", "repeats", "folds", "validationFraction"])
            if (study[name] is { } value) request[name] = value.DeepClone();
    }

    private static JsonNode Read(string shown, string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path)) switch
            {
                JsonArray list => list,
                // A study file has its experiments inside.
                JsonObject study when study.ContainsKey("experiments") || study.ContainsKey("search") => study,
                JsonObject single => new JsonArray(single),
                _ => throw new CliException($"{shown} must hold a list of experiments, a study or one experiment", ExitCode.Usage),
            };
        }
        catch (JsonException e)
        {
            throw new CliException($"{shown} is not valid JSON: {e.Message}", ExitCode.Usage, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{shown} cannot be read: {e.Message}", ExitCode.Usage, e);
        }
    }
}
