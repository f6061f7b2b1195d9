using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageClassifier.Contracts.Json;
using System.Text.Json.Serialization.Metadata;

namespace ImageClassifier.Contracts.Experiments;

/// <summary>Draws the trials of a search. Each number is a function of the seed, the trial and its path, so that a plan can be made
/// again.</summary>
public static class SearchSpace
{
    // Few enough digits to be read, and more than any learning rate needs.
    private const int Digits = 4, ReportedTrials = 3;

    /// <param name="search">What to draw from.</param>
    /// <param name="seed">Another one draws other trials.</param>
    /// <param name="path">Of the search, for problems.</param>
    /// <returns>The trials; and what is wrong with them, for a value that is valid alone may not be with another.</returns>
    public static (IReadOnlyList<Experiment> Trials, IReadOnlyList<Problem> Problems) Draw(SearchOptions search, int seed,
        string path = "$.search")
    {
        var trials = new List<Experiment>();
        var problems = new List<Problem>();
        var start = (JsonObject)JsonSerializer.SerializeToNode(search.Base, CoreJson.Options)!;
        JsonTypeInfo type = CoreJson.Options.GetTypeInfo(typeof(Experiment));
        int width = Math.Max(2, search.Trials.ToString(CultureInfo.InvariantCulture).Length);
        for (int trial = 1; trial <= search.Trials && problems.Count < ReportedTrials; trial++)
        {
            var fields = (JsonObject)start.DeepClone();
            var drawn = new List<string>();
            foreach ((string at, SearchDimension dimension) in search.Space.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            {
                JsonNode? value = Draw(dimension, Unit(seed, trial, at));
                drawn.Add($"{at} {value?.ToJsonString(CoreJson.Options) ?? "null"}");
                // A study may name a field as it was called before; its draws stay the same.
                Put(fields, FormerNames.Today(type, at), value);
            }
            string name = $"{search.Base.Name}-{trial.ToString(CultureInfo.InvariantCulture).PadLeft(width, '0')}";
            fields["name"] = name;
            fields["description"] = string.Join(", ", drawn);
            (Experiment? experiment, IReadOnlyList<Problem> found) = StrictJson.Read<Experiment>(
                JsonSerializer.SerializeToUtf8Bytes(fields, CoreJson.Options), read => read.Validate());
            if (found.Count == 0) trials.Add(experiment!);
            problems.AddRange(found.Select(problem =>
                new Problem($"{path}.space", $"draws {string.Join(", ", drawn)} for {name}: {problem.Path[2..]} {problem.Message}")));
        }
        return (trials, problems);
    }

    private static JsonNode? Draw(SearchDimension dimension, double unit)
    {
        if (dimension.Values is { } values) return JsonNode.Parse(values[(int)(unit * values.Count)].GetRawText());
        (double min, double max) = (dimension.Min!.Value, dimension.Max!.Value);
        // Each whole number has a stretch of the same length: of the numbers, or of their logarithms.
        (double low, double high) = dimension.Integer ? (min - 0.5, max + 0.5) : (min, max);
        double value = dimension.Log ? Math.Exp(Math.Log(low) + unit * (Math.Log(high) - Math.Log(low))) : low + unit * (high - low);
        if (dimension.Integer) return JsonValue.Create((long)Math.Clamp(Math.Round(value, MidpointRounding.AwayFromZero), min, max));
        return JsonValue.Create(Math.Clamp(Round(value), min, max));
    }

    private static double Round(double value) =>
        double.Parse(value.ToString($"E{Digits - 1}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>Uniform in [0, 1).</summary>
    private static double Unit(int seed, int trial, string path)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"search/{seed}/{trial}/{path}")));
        return (BinaryPrimitives.ReadUInt64LittleEndian(hash) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>Sets the value at a path, making the objects on the way that are not there.</summary>
    private static void Put(JsonObject fields, string path, JsonNode? value)
    {
        string[] steps = path.Split('.');
        foreach (string step in steps[..^1])
        {
            if (fields[step] is not JsonObject) fields[step] = new JsonObject();
            fields = (JsonObject)fields[step]!;
        }
        fields[steps[^1]] = value;
    }
}
