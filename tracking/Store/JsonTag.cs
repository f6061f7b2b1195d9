using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImageClassifier.Tracking.Store;

/// <summary>A tag whose value is a JSON list, in which MLflow keeps what has no table of its own.</summary>
internal static class JsonTag
{
    /// <summary>The list with one more item. A value that is not a list (any client may set one) starts a new list.</summary>
    public static string Append(string? list, JsonObject item)
    {
        var items = Parse(list) as JsonArray ?? [];
        items.Add(item);
        return PythonJson.Of(items);
    }

    private static JsonNode? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
