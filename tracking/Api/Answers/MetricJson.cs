using System.Text.Json;
using ImageClassifier.Tracking.Database;

namespace ImageClassifier.Tracking.Api.Answers;

/// <summary>Writes points of metrics from rows that have the columns key, value, timestamp, step and is_nan.</summary>
internal static class MetricJson
{
    private static readonly JsonEncodedText Key = JsonEncodedText.Encode("key");
    private static readonly JsonEncodedText Value = JsonEncodedText.Encode("value");
    private static readonly JsonEncodedText Timestamp = JsonEncodedText.Encode("timestamp");
    private static readonly JsonEncodedText Step = JsonEncodedText.Encode("step");
    private static readonly JsonEncodedText RunId = JsonEncodedText.Encode("run_id");
    private static readonly JsonEncodedText NaN = JsonEncodedText.Encode("NaN");

    /// <param name="writer">Takes one object.</param>
    /// <param name="row">The row.</param>
    /// <param name="first">The column of the key.</param>
    /// <param name="runId">The run, where the answer names it.</param>
    public static void Write(Utf8JsonWriter writer, RepeatedStatement row, int first, string? runId = null)
    {
        writer.WriteStartObject();
        writer.WriteString(Key, row.Utf8(first));
        if (row.Number(first + 4) != 0) writer.WriteString(Value, NaN);
        else writer.WriteNumber(Value, row.Real(first + 1));
        writer.WriteNumber(Timestamp, row.Number(first + 2));
        writer.WriteNumber(Step, row.Number(first + 3));
        if (runId is not null) writer.WriteString(RunId, runId);
        writer.WriteEndObject();
    }
}
