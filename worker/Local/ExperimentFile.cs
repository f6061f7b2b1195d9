using System.Text.Json;
using System.Text.Json.Nodes;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Json;
using ImageClassifier.Contracts;
using ImageClassifier.Worker.Runtime;

namespace ImageClassifier.Worker.Local;

/// <summary>Reads what <c>--experiment</c> names.</summary>
internal static class ExperimentFile
{
    /// <param name="reference"><c>FILE</c>, or <c>FILE#NAME</c> for one experiment of a study.</param>
    /// <param name="warn">Takes what is read and should be changed.</param>
    /// <exception cref="UsageException">There is no such file or experiment, or it is not sound.</exception>
    public static IReadOnlyList<Experiment> Read(string reference, Action<string>? warn = null)
    {
        (string file, string? name) = (reference, null);
        int hash = reference.LastIndexOf('#');
        if (!File.Exists(reference) && hash >= 0) (file, name) = (reference[..hash], reference[(hash + 1)..]);
        if (!File.Exists(file)) throw new UsageException($"there is no file {file}; give the JSON file of an experiment or a study");

        byte[] json = File.ReadAllBytes(file);
        IReadOnlyList<Experiment> all = IsStudy(json)
            ? Sound<Study>(file, json, study => study.Validate(), warn, new StudyShorthand()).Experiments
            : [Sound<Experiment>(file, json, experiment => experiment.Validate(), warn)];
        if (name is null) return all;
        Experiment? named = all.FirstOrDefault(experiment => experiment.Name == name);
        return named is null
            ? throw new UsageException(
                $"{file} has no experiment \"{name}\"; it has {string.Join(", ", all.Select(experiment => experiment.Name))}")
            : [named];
    }

    private static bool IsStudy(byte[] json)
    {
        try
        {
            return JsonNode.Parse(json) is JsonObject fields && fields.ContainsKey("experiments");
        }
        catch (JsonException)
        {
            // Reading it as an experiment says what is wrong.
            return false;
        }
    }

    private static T Sound<T>(string file, byte[] json, Func<T, IReadOnlyList<Problem>> validate, Action<string>? warn,
        IJsonShorthand? shorthand = null) where T : class
    {
        var warnings = new List<Problem>();
        (T? value, IReadOnlyList<Problem> problems) = StrictJson.Read(json, validate, shorthand, warnings);
        foreach (Problem warning in warnings) warn?.Invoke($"{file}: {warning}");
        return problems.Count == 0 ? value!
            : throw new UsageException(new InvalidRecordException($"{file} is not sound", problems).Message);
    }
}
