using System.Text.Json;
using System.Text.Json.Nodes;
using ImageClassifier.Tracking.Errors;

namespace ImageClassifier.Tracking.EvaluationDatasets;

/// <summary>Tags and records come as JSON inside a text of the request.</summary>
internal static class SentJson
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <exception cref="TrackingException">The text is not a JSON object.</exception>
    public static JsonObject Object(string name, string text) =>
        Parse(name, text) as JsonObject
        ?? throw TrackingException.Invalid($"Invalid value for parameter '{name}': it must be a JSON object.");

    /// <exception cref="TrackingException">The text is not a JSON list of objects.</exception>
    public static IReadOnlyList<JsonObject> Objects(string name, string text) =>
        Parse(name, text) is JsonArray list && list.All(item => item is JsonObject)
            ? [.. list.Cast<JsonObject>()]
            : throw TrackingException.Invalid($"Invalid value for parameter '{name}': it must be a JSON list of objects.");

    /// <summary>An object in an object; null when it is absent, or null itself.</summary>
    /// <exception cref="TrackingException">It is something else.</exception>
    public static JsonObject? Object(JsonObject holder, string name) => holder[name] switch
    {
        null => null,
        JsonObject found => found,
        _ => throw TrackingException.Invalid($"Invalid value for field '{name}' of a record: it must be an object."),
    };

    /// <summary>The text of a field; null when it is absent, or no text.</summary>
    public static string? Text(JsonObject? holder, string name) =>
        holder?[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static JsonNode? Parse(string name, string text)
    {
        try
        {
            var node = JsonNode.Parse(text, documentOptions: Strict);
            Read(node);
            return node;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw TrackingException.Invalid($"Invalid JSON in parameter '{name}': {e.Message}");
        }
    }

    // Texts are decoded when they are read; one that is no Unicode shows only then.
    private static void Read(JsonNode? node)
    {
        if (node is JsonObject fields)
        {
            foreach (var (_, value) in fields) Read(value);
        }
        else if (node is JsonArray items)
        {
            foreach (var item in items) Read(item);
        }
        else if (node is JsonValue value && value.GetValueKind() == JsonValueKind.String)
        {
            _ = value.GetValue<string>();
        }
    }
}
