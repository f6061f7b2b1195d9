using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace ImageClassifier.Core.Json;

/// <summary>
/// Reads a record from JSON that a person wrote, and says everything that is wrong with it at once: fields that do not exist,
/// values of the wrong kind, and whatever the record's own rules say of the rest.
/// </summary>
public static class StrictJson
{
    private const int MaxDepth = 32;

    /// <summary>Parses <paramref name="json"/>; <c>Value</c> is null only when there is nothing to build the record from.</summary>
    public static (T? Value, IReadOnlyList<Problem> Problems) Read<T>(ReadOnlySpan<byte> json) where T : class
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
        }
        catch (JsonException e)
        {
            return (null, [new Problem("$", $"is not valid JSON: {FirstSentence(e.Message)} (line {e.LineNumber + 1})")]);
        }
        if (root is not JsonObject)
            return (null, [new Problem("$", "must be a JSON object")]);

        var problems = new List<Problem>();
        Prune(root, CoreJson.Options.GetTypeInfo(typeof(T)), "$", problems);
        try
        {
            return (root.Deserialize<T>(CoreJson.Options), problems);
        }
        catch (JsonException e)
        {
            // What pruning left out may be required; its own problem is then already listed.
            if (problems.Count == 0) problems.Add(new Problem(e.Path ?? "$", FirstSentence(e.Message)));
            return (null, problems);
        }
    }

    /// <summary>Removes what does not fit the type and notes why, so that the rest can still be read and checked.</summary>
    private static void Prune(JsonNode node, JsonTypeInfo type, string path, List<Problem> problems)
    {
        switch (node, type.Kind)
        {
            case (JsonObject fields, JsonTypeInfoKind.Object):
                PruneObject(fields, type, path, problems);
                break;
            case (JsonArray items, JsonTypeInfoKind.Enumerable):
                JsonTypeInfo element = CoreJson.Options.GetTypeInfo(type.ElementType!);
                for (int i = items.Count - 1; i >= 0; i--)
                    if (!Fits(items[i], element, nullable: false, $"{path}[{i}]", problems)) items.RemoveAt(i);
                break;
        }
    }

    private static void PruneObject(JsonObject fields, JsonTypeInfo type, string path, List<Problem> problems)
    {
        foreach (string name in fields.Select(field => field.Key).ToList())
        {
            JsonPropertyInfo? property = type.Properties.FirstOrDefault(candidate => candidate.Name == name && candidate.Set is not null);
            if (property is null)
                problems.Add(new Problem($"{path}.{name}", $"is not a known field; {Suggest(name, type)}"));
            if (property is null || !Fits(fields[name], CoreJson.Options.GetTypeInfo(property.PropertyType), property.IsSetNullable, $"{path}.{name}", problems))
                fields.Remove(name);
        }
        foreach (JsonPropertyInfo property in type.Properties.Where(property => property.IsRequired && !fields.ContainsKey(property.Name)))
            if (!problems.Any(problem => problem.Path == $"{path}.{property.Name}"))
                problems.Add(new Problem($"{path}.{property.Name}", "is missing; it is required"));
    }

    private static bool Fits(JsonNode? node, JsonTypeInfo type, bool nullable, string path, List<Problem> problems)
    {
        bool composite = type.Kind is JsonTypeInfoKind.Object or JsonTypeInfoKind.Enumerable;
        bool shaped = node switch
        {
            null => nullable,
            JsonObject => type.Kind == JsonTypeInfoKind.Object,
            JsonArray => type.Kind == JsonTypeInfoKind.Enumerable,
            _ => !composite && Converts(node, type.Type),
        };
        if (!shaped)
            problems.Add(new Problem(path, $"is {Short(node)}; it must be {Expected(type.Type)}"));
        else if (composite && node is not null)
            Prune(node, type, path, problems);
        return shaped;
    }

    private static bool Converts(JsonNode node, Type type)
    {
        try
        {
            node.Deserialize(type, CoreJson.Options);
            return true;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            return false;
        }
    }

    private static string Expected(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum)
            return $"one of {string.Join(", ", Enum.GetValues(type).Cast<object>().Select(value => JsonSerializer.Serialize(value, type, CoreJson.Options)))}";
        if (type == typeof(string)) return "a string";
        if (type == typeof(bool)) return "true or false";
        if (type == typeof(int) || type == typeof(long)) return "a whole number";
        if (type == typeof(double) || type == typeof(float)) return "a number";
        return typeof(IEnumerable).IsAssignableFrom(type) ? "a list" : "an object";
    }

    private static string Short(JsonNode? node)
    {
        string text = node?.ToJsonString(CoreJson.Options) ?? "null";
        return text.Length <= 60 ? text : text[..57] + "...";
    }

    private static string Suggest(string name, JsonTypeInfo type)
    {
        string[] known = [.. type.Properties.Where(property => property.Set is not null).Select(property => property.Name)];
        string nearest = known.MinBy(candidate => Distance(name.ToLowerInvariant(), candidate.ToLowerInvariant()))!;
        return Distance(name.ToLowerInvariant(), nearest.ToLowerInvariant()) <= Math.Max(2, nearest.Length / 3)
            ? $"did you mean \"{nearest}\"?"
            : $"the fields here are {string.Join(", ", known)}";
    }

    /// <summary>Levenshtein distance, for names of a few characters.</summary>
    private static int Distance(string a, string b)
    {
        if (a.Length > 64) return int.MaxValue;
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1];
    }

    private static string FirstSentence(string message) => message.Split(". ")[0].TrimEnd('.');
}
