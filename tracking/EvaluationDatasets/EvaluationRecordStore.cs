using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ImageClassifier.Tracking.Database;
using ImageClassifier.Tracking.Errors;
using ImageClassifier.Tracking.Store;
using Microsoft.Data.Sqlite;

namespace ImageClassifier.Tracking.EvaluationDatasets;

/// <summary>The records of data sets of evaluation. What has no value is JSON's null in the database, as MLflow writes it.</summary>
internal static class EvaluationRecordStore
{
    // MLflow keeps outputs, which may be anything, in an object.
    private const string Wrapped = "mlflow_wrapped";

    /// <summary>Adds records; those whose inputs are there already are changed.</summary>
    /// <returns>How many were added and how many were changed.</returns>
    public static (int Inserted, int Updated) Upsert(
        SqliteSession session, string datasetId, IReadOnlyList<EvaluationRecord> records, long now)
    {
        var dataset = EvaluationDatasetStore.Get(session, datasetId);
        int inserted = 0;
        foreach (var record in records)
        {
            var known = session.First(
                """
                SELECT dataset_record_id, outputs, expectations, tags FROM evaluation_dataset_records
                WHERE dataset_id = $1 AND input_hash = $2
                """,
                row => new KnownRecord(row.GetString(0), row.Text(1), row.Text(2), row.Text(3)), datasetId, record.InputHash);
            if (known is not null)
            {
                Update(session, known, record, now);
                continue;
            }
            Insert(session, datasetId, record, now);
            inserted++;
        }
        var schema = records.Count == 0 && dataset.Schema is null
            ? null
            : RecordSchema.With(dataset.Schema is null ? null : JsonNode.Parse(dataset.Schema) as JsonObject, records);
        session.Execute(
            """
            UPDATE evaluation_datasets SET last_update_time = $1, last_updated_by = $2, digest = $3, schema = coalesce($4, schema)
            WHERE dataset_id = $5
            """,
            now, records.LastOrDefault(record => record.User is not null)?.User, EvaluationDataset.DigestOf(dataset.Name, now),
            schema is null ? null : PythonJson.Of(schema), datasetId);
        if (Count(session, datasetId) is > 0 and var count) SetProfile(session, datasetId, count);
        return (inserted, records.Count - inserted);
    }

    /// <summary>Deletes records; how many there were.</summary>
    public static int Delete(SqliteSession session, string datasetId, IReadOnlyList<string> ids)
    {
        EvaluationDatasetStore.Get(session, datasetId);
        int deleted = session.Execute(
            """
            DELETE FROM evaluation_dataset_records
            WHERE dataset_id = $1 AND dataset_record_id IN (SELECT value FROM json_each($2))
            """,
            datasetId, JsonList.Of(ids));
        if (deleted > 0) SetProfile(session, datasetId, Count(session, datasetId));
        return deleted;
    }

    /// <summary>A page of records in the order of their creation, as JSON, and the token of the next.</summary>
    /// <exception cref="TrackingException">The token is none.</exception>
    public static (JsonArray Records, string? NextPageToken) Load(SqliteSession session, string datasetId, int size, string? pageToken)
    {
        EvaluationDatasetStore.Get(session, datasetId);
        var (time, last) = ParseToken(pageToken);
        var rows = session.Query(
            """
            SELECT dataset_record_id, dataset_id, inputs, expectations, tags, source, source_id, source_type, created_time,
                last_update_time, created_by, last_updated_by, outputs
            FROM evaluation_dataset_records WHERE dataset_id = $1 AND (created_time, dataset_record_id) > ($2, $3)
            ORDER BY created_time, dataset_record_id LIMIT $4
            """,
            Read, datasetId, time, last, size + 1L);
        if (rows.Count <= size) return (new JsonArray([.. rows]), null);
        rows.RemoveAt(size);
        string cursor = $"{rows[^1]["created_time"]}:{rows[^1]["dataset_record_id"]}";
        return (new JsonArray([.. rows]), Convert.ToBase64String(Encoding.UTF8.GetBytes(cursor)));
    }

    private static void Insert(SqliteSession session, string datasetId, EvaluationRecord record, long now) =>
        session.Execute(
            """
            INSERT INTO evaluation_dataset_records (dataset_record_id, dataset_id, inputs, outputs, expectations, tags, source, source_id,
                source_type, created_time, last_update_time, created_by, last_updated_by, input_hash)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11, $11, $12)
            """,
            $"dr-{Guid.NewGuid():N}", datasetId, PythonJson.Of(record.Inputs),
            Outputs(record.HasOutputs ? record.Outputs : new JsonObject()), PythonJson.Of(record.Expectations),
            PythonJson.Of(record.Tags ?? []), PythonJson.Of(record.Source), record.SourceId, record.SourceType, now, record.User,
            record.InputHash);

    private static void Update(SqliteSession session, KnownRecord known, EvaluationRecord record, long now) =>
        session.Execute(
            """
            UPDATE evaluation_dataset_records SET outputs = $1, expectations = $2, tags = $3, last_update_time = $4,
                last_updated_by = coalesce($5, last_updated_by) WHERE dataset_record_id = $6
            """,
            record.HasOutputs ? Outputs(record.Outputs) : known.Outputs, Merged(known.Expectations, record.Expectations),
            Merged(known.Tags, record.Tags), now, record.User, known.Id);

    private static string Outputs(JsonNode? outputs) =>
        PythonJson.Of(outputs is null ? null : new JsonObject { [Wrapped] = outputs.DeepClone() });

    private static string? Merged(string? known, JsonObject? added)
    {
        if (added is null || added.Count == 0) return known;
        var merged = known is null ? [] : JsonNode.Parse(known) as JsonObject ?? [];
        foreach (var (name, value) in added) merged[name] = value?.DeepClone();
        return PythonJson.Of(merged);
    }

    private static long Count(SqliteSession session, string datasetId) =>
        session.Query("SELECT count(*) FROM evaluation_dataset_records WHERE dataset_id = $1", row => row.GetInt64(0), datasetId)[0];

    private static void SetProfile(SqliteSession session, string datasetId, long records) =>
        session.Execute(
            "UPDATE evaluation_datasets SET profile = $1 WHERE dataset_id = $2",
            records > 0 ? PythonJson.Of(new JsonObject { ["num_records"] = records }) : "null", datasetId);

    private static JsonObject Read(SqliteDataReader row)
    {
        var json = new JsonObject
        {
            ["dataset_record_id"] = row.GetString(0),
            ["dataset_id"] = row.GetString(1),
            ["inputs"] = JsonNode.Parse(row.GetString(2)),
        };
        if (Json(row, 3) is { } expectations) json["expectations"] = expectations;
        json["tags"] = Json(row, 4) ?? new JsonObject();
        if (Json(row, 5) is { } source) json["source"] = source;
        if (row.Text(6) is { } sourceId) json["source_id"] = sourceId;
        if (row.Text(7) is { } sourceType) json["source_type"] = sourceType;
        json["created_time"] = row.Number(8);
        json["last_update_time"] = row.Number(9);
        if (row.Text(10) is { } createdBy) json["created_by"] = createdBy;
        if (row.Text(11) is { } lastUpdatedBy) json["last_updated_by"] = lastUpdatedBy;
        if (Json(row, 12)?[Wrapped] is { } outputs) json["outputs"] = outputs.DeepClone();
        return json;
    }

    private static JsonNode? Json(SqliteDataReader row, int column) => row.Text(column) is { } text ? JsonNode.Parse(text) : null;

    private static (long Time, string Id) ParseToken(string? token)
    {
        if (string.IsNullOrEmpty(token)) return (long.MinValue, "");
        try
        {
            string[] parts = Encoding.UTF8.GetString(Convert.FromBase64String(token)).Split(':', 2);
            if (parts.Length == 2 && long.TryParse(parts[0], CultureInfo.InvariantCulture, out long time)) return (time, parts[1]);
        }
        catch (FormatException)
        {
            // Not base64: refused below, too.
        }
        throw TrackingException.Invalid("Invalid page token, could not base64-decode");
    }

    private sealed record KnownRecord(string Id, string? Outputs, string? Expectations, string? Tags);
}
