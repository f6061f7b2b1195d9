using ImageClassifier.Tracking.Database;
using ImageClassifier.Tracking.Errors;
using ImageClassifier.Tracking.Store;
using Microsoft.Data.Sqlite;

namespace ImageClassifier.Tracking.Traces;

/// <summary>The assessments of traces.</summary>
internal static class AssessmentStore
{
    private const string Columns =
        "assessment_id, trace_id, name, assessment_type, value, error, created_timestamp, last_updated_timestamp, source_type, source_id, "
        + "run_id, span_id, rationale, overrides, valid, assessment_metadata";

    /// <summary>Adds one; what it overrides is no longer valid.</summary>
    public static Assessment Add(SqliteSession session, Assessment assessment, string id, long now)
    {
        if (!session.Exists("SELECT 1 FROM trace_info WHERE request_id = $1", assessment.TraceId)) throw TraceStore.NotFound(
            assessment.TraceId);
        var added = assessment with { AssessmentId = id, Created = assessment.Created ?? now, LastUpdated = assessment.LastUpdated ?? now };
        if (added.Overrides is { } overridden)
        {
            Get(session, added.TraceId, overridden);
            session.Execute("UPDATE assessments SET valid = 0 WHERE assessment_id = $1", overridden);
        }
        session.Execute(
            $"""
            INSERT INTO assessments ({Columns}, experiment_id, trace_timestamp_ms)
            SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, experiment_id, timestamp_ms FROM trace_info WHERE
                request_id = $2
            """,
            added.AssessmentId, added.TraceId, added.Name, added.Type, added.Value, added.Error, added.Created, added.LastUpdated,
                added.SourceType,
            added.SourceId, added.RunId, added.SpanId, added.Rationale, added.Overrides, added.Valid, added.Metadata);
        SetNumber(session, id);
        return added;
    }

    public static Assessment Get(SqliteSession session, string traceId, string id) =>
        session.First($"SELECT {Columns} FROM assessments WHERE trace_id = $1 AND assessment_id = $2", Read, traceId, id)
        ?? throw TrackingException.Missing($"Assessment with ID '{id}' not found for trace '{traceId}'");

    public static Assessment Update(SqliteSession session, Assessment changed, long now)
    {
        session.Execute(
            """
            UPDATE assessments SET name = $1, value = $2, error = $3, rationale = $4, assessment_metadata = $5, last_updated_timestamp = $6
            WHERE assessment_id = $7
            """,
            changed.Name, changed.Value, changed.Error, changed.Rationale, changed.Metadata, now, changed.AssessmentId);
        SetNumber(session, changed.AssessmentId);
        return changed with { LastUpdated = now };
    }

    /// <summary>Deletes one; what it overrode is valid again.</summary>
    public static void Delete(SqliteSession session, string traceId, string id)
    {
        var deleted = Get(session, traceId, id);
        session.Execute("DELETE FROM assessments WHERE assessment_id = $1", id);
        if (deleted.Overrides is { } overridden) session.Execute("UPDATE assessments SET valid = 1 WHERE assessment_id = $1", overridden);
    }

    public static ILookup<string, Assessment> Of(SqliteSession session, string traceIds) =>
        session.Query(
            $"SELECT {Columns} FROM assessments WHERE trace_id IN (SELECT value FROM json_each($1)) ORDER BY created_timestamp, rowid",
                Read, traceIds)
            .ToLookup(assessment => assessment.TraceId);

    private static Assessment Read(SqliteDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.Text(5), row.Number(6),
            row.Number(7), row.GetString(8),
        row.Text(9), row.Text(10), row.Text(11), row.Text(12), row.Text(13), row.GetBoolean(14), row.Text(15));

    private static void SetNumber(SqliteSession session, string id) =>
        session.Execute($"UPDATE assessments SET {AssessmentNumbers.Set} WHERE assessment_id = $1", id);
}
