using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace ImageClassifier.Contracts.Json;

/// <summary>
/// Reads a record from JSON that a person wrote, and says everything that is wrong with it at once: fields that do not exist,
/// values of the wrong kind, and whatever the record's own rules say of the rest.
/// </summary>
public static class StrictJson
{
    private const int MaxDepth = 32;

    /// <summary>
    /// Parses <paramref name="json"/>. <c>Value</c> is null only when the document is no JSON object; what does not fit is left out or
    /// stands as an empty value, so a caller uses it only when there are no problems.
    /// </summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="validate">The record's own rules; what they say of a value that is already reported is dropped.</param>
    /// <param name="shorthand">Writes out what the person abbreviated, and finds the problems' places in what they wrote.</param>
    /// <param name="warnings">Gets what is accepted and should be changed: fields under former names.</param>
    public static (T? Value, IReadOnlyList<Problem> Problems) Read<T>(
        ReadOnlySpan<byte> json, Func<T, IReadOnlyList<Problem>>? validate = null, IJsonShorthand? shorthand = null,
        ICollection<Problem>? warnings = null)
        where T : class
    {
        List<Problem> problems = [], renamed = [];
        try
        {
            JsonNode? root =
                JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
            if (root is not JsonObject document)
                return (null, [new Problem("$", "must be a JSON object")]);
            if (shorthand is not null) problems.AddRange(shorthand.WriteOut(document));
            Prune(root, CoreJson.Options.GetTypeInfo(typeof(T)), "$", new Findings(problems, renamed));
            T value = root.Deserialize<T>(CoreJson.Options)!;
            List<Problem> all = Merge(problems, validate?.Invoke(value) ?? []);
            foreach (Problem warning in shorthand?.Locate(renamed) ?? renamed) warnings?.Add(warning);
            return (value, shorthand?.Locate(all) ?? all);
        }
        catch (JsonException e) when (problems.Count == 0)
        {
            return (null, [new Problem("$", $"is not valid JSON: {FirstSentence(e.Message)} (line {e.LineNumber + 1})")]);
        }
        catch (InvalidOperationException e) when (e.InnerException is null && problems.Count == 0)
        {
            // A name that is no Unicode text, such as half of a surrogate pair, shows only when it is read.
            return (null, [new Problem("$", $"is not valid JSON: {FirstSentence(e.Message)}")]);
        }
    }

    /// <summary>Problems of the document, then those that the rules find in what is not reported yet.</summary>
    private static List<Problem> Merge(List<Problem> problems, IEnumerable<Problem> found)
    {
        string[] reported = [.. problems.Select(problem => problem.Path)];
        bool IsReported(string path) => reported.Any(known =>
            path.StartsWith(known, StringComparison.Ordinal) && (path.Length == known.Length || path[known.Length] is '.' or '['));
        return [.. problems, .. found.Where(problem => !IsReported(problem.Path))];
    }

    /// <summary>Replaces what does not fit the type and notes why, so that the rest can still be read and checked.</summary>
    private static void Prune(JsonNode node, JsonTypeInfo type, string path, Findings found)
    {
        switch (node, type.Kind)
        {
            case (JsonObject fields, JsonTypeInfoKind.Object):
                PruneObject(fields, type, path, found);
                break;
            case (JsonObject entries, JsonTypeInfoKind.Dictionary):
                JsonTypeInfo entry = CoreJson.Options.GetTypeInfo(type.ElementType!);
                foreach (string name in entries.Select(pair => pair.Key).ToList())
                    if (!Fits(entries[name], entry, nullable: false, $"{path}[\"{name}\"]", found)) entries[name] = Empty(entry);
                break;
            case (JsonArray items, JsonTypeInfoKind.Enumerable):
                JsonTypeInfo element = CoreJson.Options.GetTypeInfo(type.ElementType!);
                for (int i = 0; i < items.Count; i++)
                    if (!Fits(items[i], element, nullable: false, $"{path}[{i}]", found)) items[i] = Empty(element);
                break;
        }
    }

    private static void PruneObject(JsonObject fields, JsonTypeInfo type, string path, Findings found)
    {
        // Where an editor finds the schema; of no meaning here. An experiment may be written as a file of its own and sent among others.
        fields.Remove("$schema");
        foreach (string name in fields.Select(field => field.Key).ToList())
        {
            if (FormerNames.Find(type, name) is { } renamed)
            {
                Rename(fields, name, renamed, path, found);
                continue;
            }
            JsonPropertyInfo? property = type.Properties.FirstOrDefault(candidate => candidate.Name == name && candidate.Set is not null);
            if (property is null)
            {
                found.Problems.Add(new Problem($"{path}.{name}", $"is not a known field; {Suggest(name, type)}"));
                fields.Remove(name);
                continue;
            }
            PruneValue(fields, property, $"{path}.{name}", found);
        }
        foreach (JsonPropertyInfo property in type.Properties.Where(property => property.IsRequired && !fields.ContainsKey(property.Name)))
        {
            found.Problems.Add(new Problem($"{path}.{property.Name}", "is missing; it is required"));
            fields[property.Name] = Empty(CoreJson.Options.GetTypeInfo(property.PropertyType));
        }
    }

    private static void PruneValue(JsonObject fields, JsonPropertyInfo property, string path, Findings found)
    {
        JsonTypeInfo valueType = CoreJson.Options.GetTypeInfo(property.PropertyType);
        if (Fits(fields[property.Name], valueType, property.IsSetNullable, path, found))
        {
            if (fields[property.Name] is not JsonObject entries) return;
            foreach ((string former, string today) in FormerNames.InKeys(property, entries.Select(entry => entry.Key)))
            {
                found.Renamed.Add(new Problem($"{path}[\"{former}\"]",
                    $"is called \"{today}\" now; it is read, but rename it in your next search, which draws other values for it then"));
            }
            return;
        }
        // A number falls back to its default; a text, list or object stays there, for a rule may ask whether it was sent.
        if (property.IsRequired || !property.PropertyType.IsValueType) fields[property.Name] = Empty(valueType);
        else fields.Remove(property.Name);
    }

    /// <summary>Takes a field under its former name for the field, unless both are there.</summary>
    private static void Rename(JsonObject fields, string former, JsonPropertyInfo property, string path, Findings found)
    {
        JsonNode? value = fields[former];
        fields.Remove(former);
        if (fields.ContainsKey(property.Name))
        {
            found.Problems.Add(
                new Problem($"{path}.{former}", $"is the former name of \"{property.Name}\", which is there too; remove one of them"));
            return;
        }
        found.Renamed.Add(new Problem($"{path}.{former}", $"is called \"{property.Name}\" now; it is read, but rename it"));
        fields[property.Name] = value;
        PruneValue(fields, property, $"{path}.{former}", found);
    }

    /// <summary>The least value of the type that can be read: <c>""</c>, <c>0</c>, <c>[]</c>, or an object of such.</summary>
    private static JsonNode? Empty(JsonTypeInfo type) => type.Kind switch
    {
        JsonTypeInfoKind.Enumerable => new JsonArray(),
        JsonTypeInfoKind.Dictionary => new JsonObject(),
        JsonTypeInfoKind.Object => new JsonObject(type.Properties.Where(property => property.IsRequired)
            .Select(property => KeyValuePair.Create(property.Name, Empty(CoreJson.Options.GetTypeInfo(property.PropertyType))))),
        _ when type.Type == typeof(string) => JsonValue.Create(""),
        _ when type.Type.IsValueType => JsonSerializer.SerializeToNode(Activator.CreateInstance(type.Type), type.Type, CoreJson.Options),
        _ => null,
    };

    private static bool Fits(JsonNode? node, JsonTypeInfo type, bool nullable, string path, Findings found)
    {
        bool composite = type.Kind is JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary or JsonTypeInfoKind.Enumerable;
        bool shaped = node switch
        {
            // Whatever stands there is taken as it is.
            _ when type.Type == typeof(JsonElement) => true,
            null => nullable,
            JsonObject => type.Kind is JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary,
            JsonArray => type.Kind == JsonTypeInfoKind.Enumerable,
            _ => !composite && Converts(node, type.Type),
        };
        if (!shaped)
            found.Problems.Add(new Problem(path, $"is {Short(node)}; it must be {Expected(type.Type)}"));
        else if (composite && node is not null)
            Prune(node, type, path, found);
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
        {
            IEnumerable<string> names =
                Enum.GetValues(type).Cast<object>().Select(value => JsonSerializer.Serialize(value, type, CoreJson.Options));
            return $"one of {string.Join(", ", names)}";
        }
        if (type == typeof(string)) return "a string";
        if (type == typeof(bool)) return "true or false";
        if (type == typeof(int) || type == typeof(long)) return "a whole number";
        if (type == typeof(double) || type == typeof(float)) return "a number";
        bool list = typeof(IEnumerable).IsAssignableFrom(type) && CoreJson.Options.GetTypeInfo(type).Kind == JsonTypeInfoKind.Enumerable;
        return list ? "a list" : "an object";
    }

    private static string Short(JsonNode? node)
    {
        string text = node?.ToJsonString(CoreJson.Options) ?? "null";
        return text.Length <= 60 ? text : text[..57] + "...";
    }

    private static string Suggest(string name, JsonTypeInfo type)
    {
        string[] known = [.. type.Properties.Where(property => property.Set is not null && !FormerNames.IsAlias(property))
            .Select(property => property.Name)];
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

    /// <summary>What is wrong with a document, and what is right under a former name.</summary>
    private sealed record Findings(List<Problem> Problems, List<Problem> Renamed);
}
