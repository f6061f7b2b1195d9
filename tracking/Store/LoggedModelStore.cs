using System.Text.Json.Nodes;
using ImageClassifier.Tracking.Database;
using ImageClassifier.Tracking.Errors;
using Microsoft.Data.Sqlite;

namespace ImageClassifier.Tracking.Store;

/// <summary>Logged models: a run's models as things of their own, with parameters, tags and metrics (MLflow 3).</summary>
internal static class LoggedModelStore
{
    public const string Columns =
        "m.model_id, m.experiment_id, m.name, m.creation_timestamp_ms, m.last_updated_timestamp_ms, m.artifact_location, m.status, "
            + "m.model_type, "
        + "m.source_run_id, m.status_message";

    public const string NotDeleted = "m.lifecycle_stage <> 'deleted'";

    /// <summary>The states by the numbers that the database and old clients use.</summary>
    public static IReadOnlyDictionary<string, string> States { get; } = new Dictionary<string, string>
    {
        ["0"] = "LOGGED_MODEL_STATUS_UNSPECIFIED",
        ["1"] = "LOGGED_MODEL_PENDING",
        ["2"] = "LOGGED_MODEL_READY",
        ["3"] = "LOGGED_MODEL_UPLOAD_FAILED",
    };

    public static LoggedModel Create(
        SqliteSession session, string id, string experimentId, string? name, string? modelType, string? runId,
        IReadOnlyList<KeyValue> parameters, IReadOnlyList<KeyValue> tags, long now)
    {
        var experiment = ExperimentStore.GetActive(session, experimentId);
        session.Execute(
            """
            INSERT INTO logged_models (model_id, experiment_id, name, artifact_location, creation_timestamp_ms, last_updated_timestamp_ms, status,
                                       lifecycle_stage, model_type, source_run_id, status_message)
            VALUES ($1, $2, $3, $4, $5, $5, 1, 'active', $6, $7, NULL)
            """,
            id, experiment.ExperimentId, name
                ?? RunNames.For(id), $"{experiment.ArtifactLocation?.TrimEnd('/')}/models/{id}/artifacts", now,
            modelType ?? "", runId ?? "");
        PutParameters(session, id, experiment.ExperimentId, parameters);
        PutTags(session, id, experiment.ExperimentId, tags);
        return Get(session, id);
    }

    public static LoggedModel Get(SqliteSession session, string id) =>
        WithData(session, session.Query($"SELECT {Columns} FROM logged_models m WHERE m.model_id = $1 AND {NotDeleted}", Read, id))
            .FirstOrDefault()
        ?? throw TrackingException.Missing($"Logged model with ID '{id}' not found.");

    public static LoggedModel Finish(SqliteSession session, string id, string state, long now)
    {
        Get(session, id);
        long number = long.Parse(States.First(pair => pair.Value == state).Key, System.Globalization.CultureInfo.InvariantCulture);
        session.Execute("UPDATE logged_models SET status = $1, last_updated_timestamp_ms = $2 WHERE model_id = $3", number, now, id);
        return Get(session, id);
    }

    public static void Delete(SqliteSession session, string id, long now)
    {
        Get(session, id);
        session.Execute(
            "UPDATE logged_models SET lifecycle_stage = 'deleted', last_updated_timestamp_ms = $1 WHERE model_id = $2", now, id);
    }

    public static void LogParameters(SqliteSession session, string id, IReadOnlyList<KeyValue> parameters) =>
        PutParameters(session, id, Get(session, id).Info.ExperimentId, parameters);

    public static void SetTags(SqliteSession session, string id, IReadOnlyList<KeyValue> tags) =>
        PutTags(session, id, Get(session, id).Info.ExperimentId, tags);

    /// <summary>Notes in the model's tags which version was made from it, where MLflow keeps that.</summary>
    public static void AddVersion(SqliteSession session, string id, ModelVersion version)
    {
        const string Key = "mlflow.modelVersions";
        var model = Get(session, id);
        string? known = model.Info.Tags?.FirstOrDefault(tag => tag.Key == Key)?.Value;
        string versions =
            JsonTag.Append(known, new JsonObject { ["name"] = version.Name, ["version"] = Rules.ParseVersion(version.Version) });
        PutTags(session, id, model.Info.ExperimentId, [new KeyValue(Key, versions)]);
    }

    public static void DeleteTag(SqliteSession session, string id, string key)
    {
        Get(session, id);
        if (session.Execute("DELETE FROM logged_model_tags WHERE model_id = $1 AND tag_key = $2", id, key) == 0)
            throw TrackingException.Missing($"No tag with key '{key}' found for model with ID '{id}'.");
    }

    /// <summary>Keeps what a run measured of a model beside the run's own metrics.</summary>
    public static void LogMetric(SqliteSession session, RunInfo run, Metric metric)
    {
        Get(session, metric.ModelId!);
        session.Execute(
            """
            INSERT OR REPLACE INTO logged_model_metrics (model_id, metric_name, metric_timestamp_ms, metric_step, metric_value, experiment_id,
                                                         run_id, dataset_uuid, dataset_name, dataset_digest)
            VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, $8, $9)
            """,
            metric.ModelId, metric.Key, metric.Timestamp, metric.Step, double.IsNaN(metric.Value) ? null : metric.Value, run.ExperimentId,
            run.RunId, metric.DatasetName, metric.DatasetDigest);
    }

    public static LoggedModelInfo Read(SqliteDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetInt64(4), row.GetString(5),
        States.GetValueOrDefault(row.GetString(6), States["0"]), row.Text(7), row.Text(8), row.Text(9));

    /// <summary>Adds parameters, tags and, of each metric, the latest value; with three queries for any number of models.</summary>
    public static List<LoggedModel> WithData(SqliteSession session, IReadOnlyList<LoggedModelInfo> infos)
    {
        string ids = JsonList.Of(infos.Select(info => info.ModelId));
        var parameters = KeyValues(session, "SELECT param_key, param_value, model_id FROM logged_model_params", "param_key", ids);
        var tags = KeyValues(session, "SELECT tag_key, tag_value, model_id FROM logged_model_tags", "tag_key", ids);
        var metrics = session.Query(
            """
            SELECT model_id, metric_name, metric_value, metric_timestamp_ms, metric_step, run_id, dataset_name, dataset_digest FROM (
                SELECT *, row_number() OVER (
                    PARTITION BY model_id, metric_name, run_id, dataset_name, dataset_digest ORDER BY metric_timestamp_ms DESC, metric_step DESC) AS place
                FROM logged_model_metrics WHERE model_id IN (SELECT value FROM json_each($1)))
            WHERE place = 1 ORDER BY metric_name, metric_timestamp_ms, metric_step
            """,
            row => (Model: row.GetString(0), Metric: new Metric(
                row.GetString(1), row.IsDBNull(2) ? double.NaN : row.GetDouble(2), row.GetInt64(3), row.GetInt64(4))
            {
                ModelId = row.GetString(0),
                RunId = row.GetString(5),
                DatasetName = row.Text(6),
                DatasetDigest = row.Text(7),
            }), ids).ToLookup(row => row.Model, row => row.Metric);
        return [.. infos.Select(info => new LoggedModel(
            info with { Tags = tags[info.ModelId].ToList().NullIfEmpty() },
            new LoggedModelData(parameters[info.ModelId].ToList().NullIfEmpty(), metrics[info.ModelId].ToList().NullIfEmpty())))];
    }

    private static ILookup<string, KeyValue> KeyValues(SqliteSession session, string select, string key, string ids) =>
        session.Query(
            $"{select} WHERE model_id IN (SELECT value FROM json_each($1)) ORDER BY {key}",
            row => (Model: row.GetString(2), Entry: Rows.KeyValue(row)), ids).ToLookup(row => row.Model, row => row.Entry);

    private static void PutParameters(SqliteSession session, string id, string experimentId, IReadOnlyList<KeyValue> parameters)
    {
        foreach (var parameter in parameters)
        {
            session.Execute(
                """
                INSERT INTO logged_model_params (model_id, experiment_id, param_key, param_value) VALUES ($1, $2, $3, $4)
                ON CONFLICT (model_id, param_key) DO UPDATE SET param_value = excluded.param_value
                """,
                id, experimentId, parameter.Key, parameter.Value ?? "");
        }
    }

    private static void PutTags(SqliteSession session, string id, string experimentId, IReadOnlyList<KeyValue> tags)
    {
        foreach (var tag in tags)
        {
            session.Execute(
                """
                INSERT INTO logged_model_tags (model_id, experiment_id, tag_key, tag_value) VALUES ($1, $2, $3, $4)
                ON CONFLICT (model_id, tag_key) DO UPDATE SET tag_value = excluded.tag_value
                """,
                id, experimentId, tag.Key, tag.Value ?? "");
        }
    }
}
