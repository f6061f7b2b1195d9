using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImageClassifier.Tracking.Traces;

/// <summary>A span as MLflow's API shows it: OpenTelemetry's message in JSON, made from the text that the database keeps.</summary>
internal static class SpanJson
{
    public static JsonObject FromContent(string content)
    {
        var stored = JsonNode.Parse(content)!.AsObject();
        var json = new JsonObject();
        foreach (string name in (string[])["trace_id", "span_id", "parent_span_id", "name", "start_time_unix_nano", "end_time_unix_nano"])
        {
            if (stored[name] is { } value) json[name] = value.DeepClone();
        }
        if (Attributes(stored["attributes"]) is { Count: > 0 } attributes) json["attributes"] = attributes;
        var events = new JsonArray();
        foreach (var item in stored["events"] as JsonArray ?? [])
        {
            var shown = new JsonObject { ["time_unix_nano"] = item!["time_unix_nano"]?.DeepClone(), ["name"] = item["name"]?.DeepClone() };
            if (Attributes(item["attributes"]) is { Count: > 0 } ofEvent) shown["attributes"] = ofEvent;
            events.Add(shown);
        }
        if (events.Count > 0) json["events"] = events;
        var status = new JsonObject();
        if (stored["status"]?["message"] is JsonValue message && (string?)message is { Length: > 0 } text) status["message"] = text;
        status["code"] = (string?)stored["status"]?["code"] ?? "STATUS_CODE_UNSET";
        json["status"] = status;
        return json;
    }

    private static JsonArray Attributes(JsonNode? stored)
    {
        var attributes = new JsonArray();
        foreach (var (key, value) in stored as JsonObject ?? []) attributes.Add(Pair(key, Parse(value)));
        return attributes;
    }

    // Values are JSON in a text; what is not stays the text that it is.
    private static JsonNode? Parse(JsonNode? value)
    {
        if (value?.GetValueKind() != JsonValueKind.String) return value;
        try
        {
            return JsonNode.Parse((string)value!);
        }
        catch (JsonException)
        {
            return value;
        }
    }

    private static JsonObject Pair(string key, JsonNode? value) => new() { ["key"] = key, ["value"] = Value(value) };

    private static JsonObject Value(JsonNode? value)
    {
        switch (value)
        {
            case null:
                return [];
            case JsonObject fields:
                var pairs = new JsonArray([.. fields.Select(field => (JsonNode)Pair(field.Key, field.Value))]);
                return new() { ["kvlist_value"] = List(pairs) };
            case JsonArray items:
                return new() { ["array_value"] = List(new JsonArray([.. items.Select(item => (JsonNode)Value(item))])) };
        }
        return value.GetValueKind() switch
        {
            JsonValueKind.True or JsonValueKind.False => new() { ["bool_value"] = value.DeepClone() },
            JsonValueKind.Number => value.AsValue().TryGetValue<long>(out long number)
                ? new() { ["int_value"] = number }
                : new() { ["double_value"] = value.DeepClone() },
            _ => new() { ["string_value"] = (string)value! },
        };
    }

    private static JsonObject List(JsonArray values) => values.Count == 0 ? [] : new() { ["values"] = values };
}
