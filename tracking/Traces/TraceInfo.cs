using System.Text.Json;
using System.Text.Json.Nodes;
using ImageClassifier.Tracking.Api;
using ImageClassifier.Tracking.Errors;
using ImageClassifier.Tracking.Store;

namespace ImageClassifier.Tracking.Traces;

/// <summary>What MLflow knows of a trace beside its spans; times are milliseconds.</summary>
internal sealed record TraceInfo(
    string TraceId, string ExperimentId, long RequestTime, long? Duration, string State, string? ClientRequestId, string? RequestPreview,
    string? ResponsePreview, IReadOnlyList<KeyValue> Metadata, IReadOnlyList<KeyValue> Tags)
{
    private const int LongestId = 50;
    private const int LongestPreview = 1000;
    private const int LongestKey = 250;
    private const int LongestValue = 8000;
    private static readonly string[] States = ["STATE_UNSPECIFIED", "OK", "ERROR", "IN_PROGRESS"];

    public IReadOnlyList<Assessment> Assessments { get; init; } = [];

    /// <exception cref="TrackingException">A field is missing or not of its form.</exception>
    public static TraceInfo Parse(JsonElement fields)
    {
        var location = JsonFields.Object(fields, "trace_location") ?? throw JsonFields.Missing("trace_info", fields, "trace_location");
        var experiment = JsonFields.Object(location, "mlflow_experiment")
            ?? throw JsonFields.Missing("trace_location", location, "mlflow_experiment");
        string state = JsonFields.Text(fields, "state") ?? States[0];
        string id = JsonFields.Required("trace_info", fields, "trace_id");
        if (!States.Contains(state)) throw TrackingException.Invalid($"Invalid value '{state}' for parameter 'state' supplied.");
        if (id.Length > LongestId) throw TrackingException.Invalid(
            $"Invalid value '{id}' for parameter 'trace_id' supplied: it has more than {LongestId} characters.");
        return new TraceInfo(
            id, JsonFields.Required("mlflow_experiment", experiment, "experiment_id"),
            ProtobufTime.ParseTime("request_time", JsonFields.Required("trace_info", fields, "request_time")),
            JsonFields.Text(fields, "execution_duration") is { Length: > 0 } duration
                ? ProtobufTime.ParseDuration("execution_duration", duration) : null,
            state, JsonFields.Text(fields, "client_request_id"), Cut(JsonFields.Text(fields, "request_preview"), LongestPreview),
            Cut(JsonFields.Text(fields, "response_preview"), LongestPreview), Pairs(fields, "trace_metadata"), Pairs(fields, "tags"))
        {
            Assessments = [.. JsonFields.Objects(fields, "assessments").Select(item => Assessment.Parse(item, id))],
        };
    }

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["trace_id"] = TraceId };
        if (ClientRequestId is not null) json["client_request_id"] = ClientRequestId;
        json["trace_location"] = new JsonObject
        {
            ["type"] = "MLFLOW_EXPERIMENT",
            ["mlflow_experiment"] = new JsonObject { ["experiment_id"] = ExperimentId },
        };
        if (RequestPreview is not null) json["request_preview"] = RequestPreview;
        if (ResponsePreview is not null) json["response_preview"] = ResponsePreview;
        json["request_time"] = ProtobufTime.Time(RequestTime);
        if (Duration is { } duration) json["execution_duration"] = ProtobufTime.Duration(duration);
        json["state"] = State;
        if (Metadata.Count > 0) json["trace_metadata"] = Object(Metadata);
        if (Assessments.Count > 0) json["assessments"] = new JsonArray([.. Assessments.Select(item => (JsonNode)item.ToJson())]);
        if (Tags.Count > 0) json["tags"] = Object(Tags);
        return json;
    }

    /// <summary>A tag or an entry of the metadata as it is stored.</summary>
    public static KeyValue Check(KeyValue pair) =>
        pair.Key.Length is > 0 and <= LongestKey
            ? pair with { Value = Cut(pair.Value, LongestValue) }
            : throw TrackingException.Invalid($"Invalid key '{Cut(pair.Key, 300)}': it must have 1 to {LongestKey} characters.");

    private static IReadOnlyList<KeyValue> Pairs(JsonElement fields, string name) =>
        JsonFields.Object(fields, name) is { } pairs
            ? [.. pairs.EnumerateObject().Select(pair => Check(new KeyValue(pair.Name, JsonFields.Text(name, pair.Value))))]
            : [];

    private static JsonObject Object(IReadOnlyList<KeyValue> pairs)
    {
        var json = new JsonObject();
        foreach (var (key, value) in pairs) json[key] = value ?? "";
        return json;
    }

    private static string? Cut(string? text, int limit) => text is null || text.Length <= limit ? text : text[..limit];
}
