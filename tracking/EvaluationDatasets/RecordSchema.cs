using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImageClassifier.Tracking.EvaluationDatasets;

/// <summary>The fields that a data set's records have, with the type of the first value that each had.</summary>
internal static class RecordSchema
{
    /// <param name="known">The schema so far; null for a new data set.</param>
    /// <param name="records">The records that are added or changed.</param>
    public static JsonObject With(JsonObject? known, IReadOnlyList<EvaluationRecord> records)
    {
        var schema = known ?? new JsonObject
        {
            ["inputs"] = new JsonObject(),
            ["outputs"] = new JsonObject(),
            ["expectations"] = new JsonObject(),
            ["version"] = "1.0",
        };
        foreach (var record in records)
        {
            Add(schema, "inputs", record.Inputs);
            if (record.Outputs is JsonObject outputs) Add(schema, "outputs", outputs);
            else if (record.Outputs is not null && schema["outputs"] is JsonObject { Count: 0 }) schema["outputs"] = TypeOf(record.Outputs);
            Add(schema, "expectations", record.Expectations);
        }
        return schema;
    }

    private static void Add(JsonObject schema, string part, JsonObject? values)
    {
        if (values is null || schema[part] is not JsonObject fields) return;
        foreach (var (name, value) in values)
        {
            if (!fields.ContainsKey(name)) fields[name] = TypeOf(value);
        }
    }

    private static string TypeOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => value.ToJsonString().AsSpan().ContainsAny('.', 'e', 'E') ? "float" : "integer",
        JsonValueKind.String => "string",
        JsonValueKind.Array => "array",
        _ => "object",
    };
}
