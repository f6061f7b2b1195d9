using System.Text.Json.Nodes;
using ImageClassifier.Tracking.Store;

namespace ImageClassifier.Tracking.Traces;

/// <summary>A span's event: when it happened, what it is called, and its attributes.</summary>
internal sealed record SpanEvent(string Name, long Time, IReadOnlyList<KeyValuePair<string, JsonNode?>> Attributes);

/// <summary>One operation of a trace; times are nanoseconds since 1970. Attributes are in the order in which they came.</summary>
internal sealed record Span(
    byte[] TraceId, byte[] SpanId, byte[]? ParentId, string Name, long Start, long? End, string StatusCode, string StatusMessage,
    IReadOnlyList<KeyValuePair<string, JsonNode?>> Attributes, IReadOnlyList<SpanEvent> Events)
{
    /// <summary>MLflow's id of the trace: what the client says it is, or <c>tr-</c> and OpenTelemetry's.</summary>
    public string Trace => Text("mlflow.traceRequestId") ?? $"tr-{Convert.ToHexStringLower(TraceId)}";

    public string Id => Convert.ToHexStringLower(SpanId);

    public string? Parent => ParentId is null ? null : Convert.ToHexStringLower(ParentId);

    public string? Type => Text("mlflow.spanType");

    /// <summary><c>OK</c>, <c>ERROR</c> or <c>UNSET</c>.</summary>
    public string Status => StatusCode["STATUS_CODE_".Length..];

    public JsonNode? Attribute(string key) => Attributes.FirstOrDefault(attribute => attribute.Key == key).Value;

    public string? Text(string key) => Attribute(key) is JsonValue value && value.TryGetValue<string>(out string? text) ? text : null;

    /// <summary>The text in which MLflow keeps a span: each attribute's value is JSON in a text.</summary>
    public string Content() => PythonJson.Of(new JsonObject
    {
        ["trace_id"] = Convert.ToBase64String(TraceId),
        ["span_id"] = Convert.ToBase64String(SpanId),
        ["parent_span_id"] = ParentId is null ? null : Convert.ToBase64String(ParentId),
        ["name"] = Name,
        ["start_time_unix_nano"] = Start,
        ["end_time_unix_nano"] = End,
        ["events"] = new JsonArray([.. Events.Select(item => (JsonNode)new JsonObject
        {
            ["name"] = item.Name,
            ["time_unix_nano"] = item.Time,
            ["attributes"] = Texts(item.Attributes),
        })]),
        ["status"] = new JsonObject { ["code"] = StatusCode, ["message"] = StatusMessage },
        ["attributes"] = Texts(Attributes),
        ["links"] = new JsonArray(),
    });

    private static JsonObject Texts(IReadOnlyList<KeyValuePair<string, JsonNode?>> attributes)
    {
        var texts = new JsonObject();
        foreach (var (key, value) in attributes) texts[key] = PythonJson.Of(value);
        return texts;
    }
}
