using System.Text.Json;
using System.Text.Json.Nodes;
using ImageClassifier.Tracking.Api;
using ImageClassifier.Tracking.Errors;
using ImageClassifier.Tracking.Store;

namespace ImageClassifier.Tracking.Traces;

/// <summary>
/// What a person, a judge or code found of a trace: feedback, or what was expected. Its value and error are JSON; times are milliseconds.
/// </summary>
internal sealed record Assessment(
    string AssessmentId, string TraceId, string Name, string Type, string Value, string? Error, long? Created, long? LastUpdated,
        string SourceType,
    string? SourceId, string? RunId, string? SpanId, string? Rationale, string? Overrides, bool Valid, string? Metadata)
{
    /// <summary>A new one, without an id.</summary>
    /// <exception cref="TrackingException">A field is missing or not of its form.</exception>
    public static Assessment Parse(JsonElement fields, string traceId)
    {
        var source = JsonFields.Object(fields, "source") ?? throw JsonFields.Missing("assessment", fields, "source");
        var (type, value, error) = Content(fields) ?? throw TrackingException.Invalid("An assessment needs 'feedback' or 'expectation'.");
        return new Assessment(
            "", traceId, JsonFields.Required("assessment", fields, "assessment_name"), type, value, error, Time(fields, "create_time"),
            Time(fields, "last_update_time"), JsonFields.Required("source", source, "source_type"), JsonFields.Text(source, "source_id"),
                null,
            JsonFields.Text(fields, "span_id") is { Length: > 0 } span ? span : null, JsonFields.Text(fields, "rationale"),
            JsonFields.Text(fields, "overrides") is { Length: > 0 } overrides ? overrides : null,
            JsonFields.Find(fields, "valid") is not { ValueKind: JsonValueKind.False }, MetadataOf(fields));
    }

    /// <summary>This one with the fields of a request that its mask names.</summary>
    public Assessment With(JsonElement fields, IReadOnlyCollection<string> mask)
    {
        var changed = this;
        if (mask.Contains("assessment_name")) changed =
            changed with { Name = JsonFields.Required("assessment", fields, "assessment_name") };
        if (mask.Contains("rationale")) changed = changed with { Rationale = JsonFields.Text(fields, "rationale") };
        if (mask.Contains("metadata")) changed = changed with { Metadata = MetadataOf(fields) };
        if (mask.Contains("feedback") || mask.Contains("expectation"))
        {
            if (Content(fields) is not var (type, value, error) || type != Type)
                throw TrackingException.Invalid($"The assessment '{AssessmentId}' is of the kind '{Type}' and stays so.");
            changed = changed with { Value = value, Error = error };
        }
        return changed;
    }

    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["assessment_id"] = AssessmentId,
            ["assessment_name"] = Name,
            ["trace_id"] = TraceId,
        };
        if (SpanId is not null) json["span_id"] = SpanId;
        json["source"] = new JsonObject { ["source_type"] = SourceType, ["source_id"] = SourceId ?? "" };
        if (Created is { } created) json["create_time"] = ProtobufTime.Time(created);
        if (LastUpdated is { } updated) json["last_update_time"] = ProtobufTime.Time(updated);
        var value = JsonNode.Parse(Value);
        if (Type == "feedback")
        {
            var feedback = new JsonObject { ["value"] = value };
            if (Error is not null) feedback["error"] = JsonNode.Parse(Error);
            json["feedback"] = feedback;
        }
        else
        {
            json["expectation"] = value is JsonObject or JsonArray
                ? new JsonObject { ["serialized_value"] = new JsonObject { ["serialization_format"] = "JSON_FORMAT", ["value"] = Value } }
                : new JsonObject { ["value"] = value };
        }
        if (Rationale is not null) json["rationale"] = Rationale;
        if (Metadata is not null) json["metadata"] = JsonNode.Parse(Metadata);
        if (Overrides is not null) json["overrides"] = Overrides;
        json["valid"] = Valid;
        return json;
    }

    // Lists and objects come as JSON in a text, simple values as they are.
    private static (string Type, string Value, string? Error)? Content(JsonElement fields)
    {
        if (JsonFields.Object(fields, "feedback") is { } feedback)
            return ("feedback", Json(JsonFields.Find(feedback, "value")), JsonFields.Object(feedback, "error") is { } error ? Json(error)
                : null);
        if (JsonFields.Object(fields, "expectation") is not { } expectation) return null;
        if (JsonFields.Object(expectation, "serialized_value") is not { } serialized) return (
            "expectation", Json(JsonFields.Find(expectation, "value")), null);
        string text = JsonFields.Required("serialized_value", serialized, "value");
        try
        {
            return ("expectation", PythonJson.Of(JsonNode.Parse(text)), null);
        }
        catch (JsonException e)
        {
            throw TrackingException.Invalid($"The value of an expectation is not valid JSON: {e.Message}");
        }
    }

    private static string? MetadataOf(JsonElement fields) => JsonFields.Object(fields, "metadata") is { } metadata ? Json(metadata) : null;

    private static string Json(JsonElement? value) => value is { } element ? PythonJson.Of(JsonNode.Parse(element.GetRawText())) : "null";

    private static long? Time(JsonElement fields, string name) =>
        JsonFields.Text(fields, name) is { Length: > 0 } text ? ProtobufTime.ParseTime(name, text) : null;
}
