using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Json;

namespace ImageClassifier.Contracts.Jobs;

/// <summary>A job as MLflow parameters: the experiment with its fields joined by dots, and what else determines the result.</summary>
public static class RunParameters
{
    /// <param name="job">Trained or to be trained.</param>
    /// <param name="parameters">Trainable parameters of the network.</param>
    public static IReadOnlyDictionary<string, string> Of(TrainingJob job, long parameters)
    {
        var result = Flatten(job.Experiment);
        result["seed"] = job.Seed.ToString(CultureInfo.InvariantCulture);
        result["manifest_digest"] = job.ManifestDigest;
        result["fold"] = job.Fold.ToString(CultureInfo.InvariantCulture);
        result["repeat"] = job.Repeat.ToString(CultureInfo.InvariantCulture);
        result["backend"] = TrainingBackend.Version;
        result["parameters"] = parameters.ToString(CultureInfo.InvariantCulture);
        return result;
    }

    /// <summary>An experiment's fields alone, joined by dots.</summary>
    public static IReadOnlyDictionary<string, string> Of(Experiment experiment) => Flatten(experiment);

    private static SortedDictionary<string, string> Flatten(Experiment experiment)
    {
        // The seed that counts is the job's; a description is prose.
        var result = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, JsonNode? value) in JsonSerializer.SerializeToNode(experiment with { Description = null, Seed = null },
            CoreJson.Options)!.AsObject())
            if (name != "schemaVersion") Flatten(name, value, result);
        return result;
    }

    private static void Flatten(string path, JsonNode? node, SortedDictionary<string, string> result)
    {
        if (node is JsonObject fields)
        {
            foreach ((string name, JsonNode? value) in fields) Flatten($"{path}.{name}", value, result);
        }
        else if (node is not null)
        {
            result[path] = node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : node.ToJsonString();
        }
    }
}
