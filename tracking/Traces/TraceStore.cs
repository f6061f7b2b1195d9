using System.Text.Json.Nodes;
using ImageClassifier.Tracking.Database;
using ImageClassifier.Tracking.Errors;
using ImageClassifier.Tracking.Store;
using Microsoft.Data.Sqlite;

namespace ImageClassifier.Tracking.Traces;

/// <summary>
/// Traces without their spans. A trace's name and session, its tokens and its cost are columns; clients see them as the tag and the
/// metadata that they were logged as.
/// </summary>
internal static class TraceStore
{
    public const string NameTag = "mlflow.traceName";
    private const string Session = "mlflow.trace.session";
    private const string TokenUsage = "mlflow.trace.tokenUsage";
    private const string Cost = "mlflow.trace.cost";
    private const int LongestName = 4096;
    private const int LongestSession = 250;

    private static readonly string[] Tokens =
    [
        "input_tokens", "output_tokens", "total_tokens", "cache_read_input_tokens", "cache_creation_input_tokens",
            "cache_creation_input_tokens_above_1hr",
    ];

    private static readonly string[] Costs = ["input_cost", "output_cost", "total_cost"];

    /// <summary>The columns that <see cref="WithDetails"/> reads, of <c>trace_info t</c>.</summary>
    public static readonly string Columns =
        "t.request_id, t.experiment_id, t.timestamp_ms, t.execution_time_ms, t.status, t.client_request_id, t.request_preview, "
        + $"t.response_preview, t.trace_name, t.session_id, {string.Join(", ", Tokens.Concat(Costs).Select(column => $"t.{column}"))}";

    /// <summary>Adds a trace; of one whose spans came first the rest.</summary>
    public static TraceInfo Start(SqliteSession session, TraceInfo info, long now)
    {
        var experiment = ExperimentStore.GetActive(session, info.ExperimentId);
        session.Execute(
            """
            INSERT INTO trace_info (request_id, experiment_id, timestamp_ms, execution_time_ms, status, client_request_id, request_preview,
                response_preview)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (request_id) DO UPDATE SET timestamp_ms = excluded.timestamp_ms, execution_time_ms = excluded.execution_time_ms,
                status = excluded.status, client_request_id = excluded.client_request_id, request_preview = excluded.request_preview,
                response_preview = excluded.response_preview
            """,
            info.TraceId, experiment.ExperimentId, info.RequestTime, info.Duration, info.State, info.ClientRequestId, info.RequestPreview,
            info.ResponsePreview);
        foreach (var tag in info.Tags) SetTag(session, info.TraceId, tag);
        SetTag(session, info.TraceId, ArtifactTag(experiment, info.TraceId));
        foreach (var entry in info.Metadata) SetMetadata(session, info.TraceId, entry);
        SetMetadata(session, info.TraceId, new KeyValue("mlflow.trace.infoFinalized", "true"));
        foreach (var assessment in info.Assessments) AssessmentStore.Add(session, assessment, $"a-{Guid.NewGuid():N}", now);
        return Get(session, info.TraceId);
    }

    public static TraceInfo Get(SqliteSession session, string id) => GetAll(session, [id]).FirstOrDefault() ?? throw NotFound(id);

    /// <summary>Those of the traces that are there, in the order of the ids.</summary>
    public static List<TraceInfo> GetAll(SqliteSession session, IReadOnlyList<string> ids)
    {
        var found = WithDetails(session, session.Query(
            $"SELECT {Columns} FROM trace_info t WHERE t.request_id IN (SELECT value FROM json_each($1))", Read, JsonList.Of(ids)))
            .ToDictionary(info => info.TraceId);
        return [.. ids.Distinct().Where(found.ContainsKey).Select(id => found[id])];
    }

    public static void SetTag(SqliteSession session, string id, KeyValue tag)
    {
        if (tag.Key == NameTag && tag.Value is { Length: <= LongestName })
        {
            session.Execute("UPDATE trace_info SET trace_name = $1 WHERE request_id = $2", tag.Value, id);
            return;
        }
        Put(session, "trace_tags", id, tag);
    }

    public static void DeleteTag(SqliteSession session, string id, string key)
    {
        Get(session, id);
        int deleted = key == NameTag
            ? session.Execute("UPDATE trace_info SET trace_name = NULL WHERE request_id = $1 AND trace_name IS NOT NULL", id)
            : session.Execute("DELETE FROM trace_tags WHERE request_id = $1 AND key = $2", id, key);
        if (deleted == 0) throw TrackingException.Missing($"No trace tag with key '{key}' for trace with ID '{id}'");
    }

    /// <summary>Deletes traces of an experiment with all that belongs to them: those named, or the oldest up to a time.</summary>
    public static int Delete(SqliteSession session, string experimentId, IReadOnlyList<string> ids, long? upTo, int? most) =>
        ids.Count > 0
            ? session.Execute(
                "DELETE FROM trace_info WHERE experiment_id = $1 AND request_id IN (SELECT value FROM json_each($2))", experimentId,
                    JsonList.Of(ids))
            : session.Execute(
                """
                DELETE FROM trace_info WHERE request_id IN (SELECT request_id FROM trace_info WHERE experiment_id = $1 AND timestamp_ms <=
                    $2
                    ORDER BY timestamp_ms LIMIT $3)
                """,
                experimentId, upTo, most ?? int.MaxValue);

    public static KeyValue ArtifactTag(Experiment experiment, string id) =>
        new("mlflow.artifactLocation", $"{experiment.ArtifactLocation?.TrimEnd('/')}/traces/{id}/artifacts");

    public static TraceInfo Read(SqliteDataReader row)
    {
        var (tags, metadata) = (new List<KeyValue>(), new List<KeyValue>());
        if (row.Text(8) is { } name) tags.Add(new(NameTag, name));
        if (row.Text(9) is { } session) metadata.Add(new(Session, session));
        AddNumbers(metadata, row, TokenUsage, Tokens, firstColumn: 10);
        AddNumbers(metadata, row, Cost, Costs, firstColumn: 10 + Tokens.Length);
        return new TraceInfo(
            row.GetString(0), row.GetString(1), row.GetInt64(2), row.Number(3), row.GetString(4), row.Text(5), row.Text(6), row.Text(7),
                metadata, tags);
    }

    /// <summary>Adds metadata, tags and assessments, with a few queries for any number of traces.</summary>
    public static List<TraceInfo> WithDetails(SqliteSession session, IReadOnlyList<TraceInfo> infos)
    {
        string ids = JsonList.Of(infos.Select(info => info.TraceId));
        var (tags, metadata) = (KeyValues(session, "trace_tags", ids), KeyValues(session, "trace_request_metadata", ids));
        var assessments = AssessmentStore.Of(session, ids);
        return [.. infos.Select(info => info with
        {
            Tags = [.. info.Tags, .. tags[info.TraceId]],
            Metadata = [.. info.Metadata, .. metadata[info.TraceId]],
            Assessments = [.. assessments[info.TraceId]],
        })];
    }

    public static TrackingException NotFound(string id) => TrackingException.Missing($"Trace with ID '{id}' not found.");

    private static void SetMetadata(SqliteSession session, string id, KeyValue entry)
    {
        bool isColumn = entry.Key switch
        {
            Session => SetSession(session, id, entry.Value),
            TokenUsage => SetNumbers(session, id, entry.Value, Tokens, whole: true),
            Cost => SetNumbers(session, id, entry.Value, Costs, whole: false),
            _ => false,
        };
        if (!isColumn) Put(session, "trace_request_metadata", id, entry);
    }

    private static bool SetSession(SqliteSession session, string id, string? value) =>
        value is { Length: <= LongestSession }
            && session.Execute("UPDATE trace_info SET session_id = $1 WHERE request_id = $2", value, id) == 1;

    // Only what is all numbers of known names goes into the columns; anything else stays as it was sent.
    private static bool SetNumbers(SqliteSession session, string id, string? value, string[] columns, bool whole)
    {
        JsonObject? numbers;
        try
        {
            numbers = JsonNode.Parse(value ?? "") as JsonObject;
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
        if (numbers is null || numbers.Any(pair => !columns.Contains(pair.Key) || !IsNumber(pair.Value, whole))) return false;
        foreach (var (column, number) in numbers)
            session.Execute($"UPDATE trace_info SET {column} = $1 WHERE request_id = $2", whole ? (long)number! : (double)number!, id);
        return true;
    }

    private static bool IsNumber(JsonNode? node, bool whole) =>
        node is JsonValue value && (whole ? value.TryGetValue<long>(out _) : value.TryGetValue<double>(out _));

    private static void AddNumbers(List<KeyValue> metadata, SqliteDataReader row, string key, string[] columns, int firstColumn)
    {
        var numbers = new JsonObject();
        for (int i = 0; i < columns.Length; i++)
        {
            if (row.IsDBNull(firstColumn + i)) continue;
            numbers[columns[i]] = columns == Tokens ? row.GetInt64(firstColumn + i) : row.GetDouble(firstColumn + i);
        }
        if (numbers.Count > 0) metadata.Add(new(key, PythonJson.Of(numbers)));
    }

    private static ILookup<string, KeyValue> KeyValues(SqliteSession session, string table, string ids) =>
        session.Query(
            $"SELECT key, value, request_id FROM {table} WHERE request_id IN (SELECT value FROM json_each($1)) ORDER BY rowid",
            row => (Trace: row.GetString(2), Entry: Rows.KeyValue(row)), ids).ToLookup(row => row.Trace, row => row.Entry);

    private static void Put(SqliteSession session, string table, string id, KeyValue pair) =>
        session.Execute(
            $"INSERT INTO {table} (key, value, request_id) VALUES ($1, $2, $3) "
            + "ON CONFLICT (key, request_id) DO UPDATE SET value = excluded.value",
            pair.Key, pair.Value ?? "", id);
}
