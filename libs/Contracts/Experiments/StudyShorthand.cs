using System.Text.Json.Nodes;
using ImageClassifier.Contracts.Json;

namespace ImageClassifier.Contracts.Experiments;

/// <summary>
/// <c>base</c> of a study or a request: an object that is put under each experiment and under the search, so that these hold only what
/// differs. Objects are merged field by field; anything else, also a list, replaces what stands in the base, and <c>null</c> takes it away.
/// </summary>
public sealed class StudyShorthand : IJsonShorthand
{
    private const string Base = "base", Experiments = "experiments", Search = "search", Name = "name";

    // What the person wrote, by the path where the whole thing stands now.
    private readonly Dictionary<string, JsonObject> _own = [];
    private JsonObject? _base;

    public IReadOnlyList<Problem> WriteOut(JsonObject document)
    {
        if (document.Remove(Base, out JsonNode? common))
        {
            if (common is not JsonObject) return [new Problem($"$.{Base}", "must be an object: what all experiments have in common")];
            _base = (JsonObject)common;
        }
        if (document[Experiments] is JsonArray experiments)
        {
            for (int i = 0; i < experiments.Count; i++)
                if (experiments[i] is JsonObject own) experiments[i] = WriteOut(own, $"$.{Experiments}[{i}]");
        }
        if (document[Search] is JsonObject search && (!search.TryGetPropertyValue(Base, out JsonNode? start) || start is JsonObject))
        {
            JsonObject whole = WriteOut(start as JsonObject ?? [], $"$.{Search}.{Base}");
            whole.TryAdd(Name, JsonValue.Create(SearchOptions.DefaultName));
            search[Base] = whole;
        }
        return [];
    }

    public IReadOnlyList<Problem> Locate(IReadOnlyList<Problem> problems)
    {
        var located = problems.Select(problem => (Problem: problem, Where: Place(problem.Path))).ToList();
        // A mistake in the base shows in every experiment that does not override it, and is said once.
        return
        [
            .. located.GroupBy(entry => (entry.Where.Path, entry.Problem.Message)).Select(same => new Problem(same.Key.Path,
                !same.First().Where.Moved || same.Count() == _own.Count ? same.Key.Message
                    : $"{same.Key.Message} (in {string.Join(", ", same.Select(entry => entry.Where.Of))})")),
        ];
    }

    /// <summary>The first where the base says nothing else, the second over it.</summary>
    private JsonObject WriteOut(JsonObject own, string path)
    {
        _own[path] = (JsonObject)own.DeepClone();
        return _base is null ? (JsonObject)own.DeepClone() : Merge(_base, own);
    }

    private static JsonObject Merge(JsonObject under, JsonObject over)
    {
        var result = (JsonObject)under.DeepClone();
        foreach ((string name, JsonNode? value) in over)
            result[name] = value is JsonObject fields && result[name] is JsonObject below ? Merge(below, fields) : value?.DeepClone();
        return result;
    }

    private (string Path, bool Moved, string Of) Place(string path)
    {
        (string at, JsonObject own) = _own.FirstOrDefault(pair => path.StartsWith(pair.Key, StringComparison.Ordinal)
            && path.Length > pair.Key.Length && path[pair.Key.Length] == '.');
        if (at is null || _base is null) return (path, false, "");
        string rest = path[at.Length..];
        return Has(own, rest) || !Has(_base, rest)
            ? (path, false, "")
            : ($"$.{Base}{rest}", true, own[Name] is { } name ? name.ToJsonString(CoreJson.Options) : at);
    }

    /// <summary>Whether the value at <c>.field.list[0]</c> stands in this object.</summary>
    private static bool Has(JsonNode root, string path)
    {
        JsonNode? at = root;
        foreach (string step in path.Split(['.', '[', ']'], StringSplitOptions.RemoveEmptyEntries))
        {
            switch (at)
            {
                case JsonObject fields when fields.TryGetPropertyValue(step, out JsonNode? value):
                    at = value;
                    break;
                case JsonArray items when int.TryParse(step, out int index) && index < items.Count:
                    at = items[index];
                    break;
                default:
                    return false;
            }
        }
        return true;
    }
}
