using System.Text.Json.Nodes;
using ImageClassifier.Tracking.Database;
using ImageClassifier.Tracking.Errors;
using Microsoft.Data.Sqlite;

namespace ImageClassifier.Tracking.Store;

/// <summary>Runs: their life, names and tags.</summary>
internal static class RunStore
{
    public const string Columns =
        "r.run_uuid, r.name, r.experiment_id, r.user_id, r.status, r.start_time, r.end_time, r.artifact_uri, r.lifecycle_stage";

    private const string NameTag = "mlflow.runName";

    public static RunInfo Create(
        SqliteSession session, string runId, string experimentId, string? userId, string? name, long startTime,
            IReadOnlyList<KeyValue> tags)
    {
        var experiment = ExperimentStore.GetActive(session, experimentId);
        string? tagged = tags.LastOrDefault(tag => tag.Key == NameTag)?.Value;
        if (!string.IsNullOrEmpty(name) && !string.IsNullOrEmpty(tagged) && name != tagged)
        {
            throw TrackingException.Invalid(
                $"Both 'run_name' argument and '{NameTag}' tag are specified, but with different values "
                    + $"(run_name='{name}', {NameTag}='{tagged}').");
        }
        string runName = !string.IsNullOrEmpty(name) ? name : !string.IsNullOrEmpty(tagged) ? tagged : RunNames.For(runId);
        Rules.CheckRunName(runName);
        session.Execute(
            """
            INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time, end_time,
                              source_version, lifecycle_stage, artifact_uri, experiment_id, deleted_time)
            VALUES ($1, $2, 'UNKNOWN', '', '', $3, 'RUNNING', $4, NULL, '', 'active', $5, $6, NULL)
            """,
            runId, runName, userId ?? "", startTime, $"{experiment.ArtifactLocation?.TrimEnd('/')}/{runId}/artifacts", experimentId);
        foreach (var tag in tags) PutTag(session, runId, tag);
        PutTag(session, runId, new KeyValue(NameTag, runName));
        return GetInfo(session, runId);
    }

    public static RunInfo GetInfo(SqliteSession session, string runId) =>
        session.First($"SELECT {Columns} FROM runs r WHERE r.run_uuid = $1", ReadInfo, runId)
        ?? throw TrackingException.Missing($"Run with id={runId} not found");

    /// <summary>The run, which must not be deleted.</summary>
    public static RunInfo GetActive(SqliteSession session, string runId)
    {
        var info = GetInfo(session, runId);
        return info.LifecycleStage == "active"
            ? info
            : throw TrackingException.Invalid($"The run {runId} must be in the 'active' state. Current state is deleted.");
    }

    public static RunInfo Update(SqliteSession session, string runId, string? status, long? endTime, string? name)
    {
        GetActive(session, runId);
        Rules.CheckRunName(name);
        session.Execute(
            "UPDATE runs SET status = coalesce($1, status), end_time = coalesce($2, end_time), name = coalesce($3, name) WHERE run_uuid "
                + "= $4",
            status, endTime, string.IsNullOrEmpty(name) ? null : name, runId);
        if (!string.IsNullOrEmpty(name)) PutTag(session, runId, new KeyValue(NameTag, name));
        return GetInfo(session, runId);
    }

    public static void Delete(SqliteSession session, string runId, long now)
    {
        GetInfo(session, runId);
        session.Execute("UPDATE runs SET lifecycle_stage = 'deleted', deleted_time = $1 WHERE run_uuid = $2", now, runId);
    }

    public static void Restore(SqliteSession session, string runId)
    {
        GetInfo(session, runId);
        session.Execute("UPDATE runs SET lifecycle_stage = 'active', deleted_time = NULL WHERE run_uuid = $1", runId);
    }

    public static void SetTag(SqliteSession session, string runId, KeyValue tag)
    {
        GetActive(session, runId);
        PutTag(session, runId, tag);
        if (tag.Key == NameTag) session.Execute("UPDATE runs SET name = $1 WHERE run_uuid = $2", tag.Value ?? "", runId);
    }

    public static void DeleteTag(SqliteSession session, string runId, string key)
    {
        GetActive(session, runId);
        if (session.Execute("DELETE FROM tags WHERE run_uuid = $1 AND key = $2", runId, key) == 0)
            throw TrackingException.Missing($"No tag with name: {key} in run with id {runId}");
    }

    /// <summary>Remembers a model that was logged with the run (before MLflow 3), in the tag that MLflow keeps them in.</summary>
    public static void AddModelHistory(SqliteSession session, string runId, JsonObject model)
    {
        const string Key = "mlflow.log-model.history";
        GetActive(session, runId);
        string? known = session.First("SELECT value FROM tags WHERE run_uuid = $1 AND key = $2", row => row.Text(0) ?? "", runId, Key);
        var tag = new KeyValue(Key, JsonTag.Append(known, model));
        Rules.CheckWholeTag(tag);
        PutTag(session, runId, tag);
    }

    public static RunInfo ReadInfo(SqliteDataReader row) => new(
        row.GetString(0), row.Text(1), row.GetString(2), row.Text(3), row.GetString(4), row.Number(5), row.Number(6),
        row.Text(7) ?? "", row.GetString(8));

    // Each run's rows come in the order in which they were first logged, as in MLflow: an index by run has them in the order of their
    // numbers. The runs come in the order of their list: a cross join is never turned round.

    /// <summary>The latest metrics of the runs whose ids are the list ?1: which of them it is, then the columns of a metric.</summary>
    public static RepeatedStatement LatestMetrics(SqliteSession session) => session.Repeat(
        """
        SELECT r.key, k.key, k.value, k.timestamp, k.step, k.is_nan FROM json_each(?1) r
        CROSS JOIN latest_metrics k INDEXED BY index_latest_metrics_run_uuid ON k.run_uuid = r.value
        """);

    /// <summary>The parameters or tags of the runs whose ids are the list ?1: which of them it is, the key and the value.</summary>
    public static RepeatedStatement KeyValues(SqliteSession session, string table) => session.Repeat(
        $"""
        SELECT r.key, k.key, k.value FROM json_each(?1) r
        CROSS JOIN {table} k INDEXED BY index_{table}_run_uuid ON k.run_uuid = r.value
        """);

    private static void PutTag(SqliteSession session, string runId, KeyValue tag) =>
        session.Execute(
            """
            INSERT INTO tags (key, value, run_uuid) VALUES ($1, $2, $3)
            ON CONFLICT (key, run_uuid) DO UPDATE SET value = excluded.value
            """,
            tag.Key, tag.Value ?? "", runId);
}
