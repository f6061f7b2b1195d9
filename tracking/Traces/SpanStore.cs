using System.Text.Json.Nodes;
using ImageClassifier.Tracking.Database;
using ImageClassifier.Tracking.Store;

namespace ImageClassifier.Tracking.Traces;

/// <summary>The spans of traces.</summary>
internal static class SpanStore
{
    private const int LongestPreview = 1000;
    private const long NanosecondsPerMillisecond = 1_000_000;

    /// <summary>Adds spans; a trace that is not there yet begins with them.</summary>
    public static void Log(SqliteSession session, string experimentId, IReadOnlyList<Span> spans)
    {
        var experiment = ExperimentStore.GetActive(session, experimentId);
        foreach (var trace in spans.GroupBy(span => span.Trace))
        {
            if (!session.Exists("SELECT 1 FROM trace_info WHERE request_id = $1", trace.Key)) Begin(
                session, experiment, trace.Key, [.. trace]);
            foreach (var span in trace) Put(session, experiment.ExperimentId, trace.Key, span);
            session.Execute("UPDATE trace_info SET db_payload_generation = db_payload_generation + 1 WHERE request_id = $1", trace.Key);
            TraceStore.SetTag(session, trace.Key, new KeyValue("mlflow.trace.spansLocation", "TRACKING_STORE"));
        }
    }

    /// <summary>The spans of some traces as MLflow's API shows them, by trace and in the order in which they began.</summary>
    public static ILookup<string, JsonObject> Of(SqliteSession session, IReadOnlyList<string> ids) =>
        session.Query(
            """
            SELECT trace_id, content FROM spans WHERE trace_id IN (SELECT value FROM json_each($1)) ORDER BY trace_id,
                start_time_unix_nano, rowid
            """,
            row => (Trace: row.GetString(0), Span: SpanJson.FromContent(row.GetString(1))), JsonList.Of(ids))
                .ToLookup(row => row.Trace, row => row.Span);

    private static void Put(SqliteSession session, string experimentId, string traceId, Span span) => session.Execute(
        """
        INSERT OR REPLACE INTO spans (trace_id, experiment_id, span_id, parent_span_id, name, type, status, start_time_unix_nano,
            end_time_unix_nano, content,
            model_name, model_provider)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        """,
        traceId, experimentId, span.Id, span.Parent, span.Name, span.Type, span.Status, span.Start, span.End, span.Content(),
            span.Text("mlflow.llm.model"),
        span.Text("mlflow.llm.provider"));

    private static void Begin(SqliteSession session, Experiment experiment, string id, List<Span> spans)
    {
        var root = spans.FirstOrDefault(span => span.Parent is null);
        long start = spans.Min(span => span.Start);
        long? end = root is null ? null : spans.Max(span => span.End);
        string status = root switch { { Status: "ERROR" } => "ERROR", { End: not null } => "OK", _ => "IN_PROGRESS" };
        session.Execute(
            """
            INSERT INTO trace_info (request_id, experiment_id, timestamp_ms, execution_time_ms, status, request_preview, response_preview,
                trace_name)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            id, experiment.ExperimentId, start / NanosecondsPerMillisecond, (end - start) / NanosecondsPerMillisecond, status,
            Preview(root, "mlflow.spanInputs"), Preview(root, "mlflow.spanOutputs"), root?.Name);
        TraceStore.SetTag(session, id, TraceStore.ArtifactTag(experiment, id));
    }

    private static string? Preview(Span? root, string attribute)
    {
        if (root?.Attribute(attribute) is not { } value) return null;
        string text = PythonJson.Of(value);
        return text.Length <= LongestPreview ? text : text[..LongestPreview];
    }
}
