using ImageClassifier.Tracking.Database;
using ImageClassifier.Tracking.Errors;
using Microsoft.Data.Sqlite;

namespace ImageClassifier.Tracking.Store;

/// <summary>Experiments and their tags.</summary>
internal static class ExperimentStore
{
    public const string Columns = "e.experiment_id, e.name, e.artifact_location, e.lifecycle_stage, e.creation_time, e.last_update_time";

    /// <summary>What is shown of the database: the experiments of the default workspace.</summary>
    public const string Visible = "e.workspace = '" + Schema.Workspace + "'";

    public static string Create(SqliteSession session, string name, IReadOnlyList<KeyValue> tags, long now, string? location = null)
    {
        if (FindByName(session, name) is { } existing)
        {
            throw TrackingException.Exists(existing.LifecycleStage == "deleted"
                ? $"Experiment(name={name}) already exists in deleted state. Restore it, or choose another name."
                : $"Experiment(name={name}) already exists.");
        }
        string id = session.First(
            """
            INSERT INTO experiments (name, artifact_location, lifecycle_stage, creation_time, last_update_time)
            VALUES ($1, '', 'active', $2, $2) RETURNING experiment_id
            """,
            row => row.GetString(0), name, now)!;
        session.Execute(
            "UPDATE experiments SET artifact_location = $1 WHERE experiment_id = $2", location ?? $"mlflow-artifacts:/{id}", id);
        foreach (var tag in tags) SetTag(session, id, tag);
        return id;
    }

    public static Experiment Get(SqliteSession session, string id) =>
        WithTags(session, session.Query($"SELECT {Columns} FROM experiments e WHERE e.experiment_id = $1 AND {Visible}", Read, id))
            .FirstOrDefault()
        ?? throw TrackingException.Missing($"No Experiment with id={id} exists");

    public static Experiment? FindByName(SqliteSession session, string name) =>
        WithTags(session, session.Query($"SELECT {Columns} FROM experiments e WHERE e.name = $1 AND {Visible}", Read, name))
            .FirstOrDefault();

    /// <summary>The experiment, which must not be deleted.</summary>
    public static Experiment GetActive(SqliteSession session, string id)
    {
        var experiment = Get(session, id);
        return experiment.LifecycleStage == "active"
            ? experiment
            : throw TrackingException.State($"The experiment {id} must be in the 'active' state. Current state is deleted.");
    }

    public static void Rename(SqliteSession session, string id, string name, long now)
    {
        var experiment = GetActive(session, id);
        if (FindByName(session, name) is { } other && other.ExperimentId != experiment.ExperimentId)
            throw TrackingException.Exists($"Experiment(name={name}) already exists.");
        session.Execute("UPDATE experiments SET name = $1, last_update_time = $2 WHERE experiment_id = $3", name, now, id);
    }

    /// <summary>Marks the experiment and its runs as deleted; nothing is lost.</summary>
    public static void Delete(SqliteSession session, string id, long now)
    {
        GetActive(session, id);
        session.Execute("UPDATE experiments SET lifecycle_stage = 'deleted', last_update_time = $1 WHERE experiment_id = $2", now, id);
        session.Execute(
            "UPDATE runs SET lifecycle_stage = 'deleted', deleted_time = $1 WHERE experiment_id = $2 AND lifecycle_stage = 'active'",
                now, id);
    }

    /// <summary>Takes back a deletion, of the runs too.</summary>
    public static void Restore(SqliteSession session, string id, long now)
    {
        if (Get(session, id).LifecycleStage == "active")
            throw TrackingException.State($"The experiment {id} must be in the 'deleted' state. Current state is active.");
        session.Execute("UPDATE experiments SET lifecycle_stage = 'active', last_update_time = $1 WHERE experiment_id = $2", now, id);
        session.Execute("UPDATE runs SET lifecycle_stage = 'active', deleted_time = NULL WHERE experiment_id = $1", id);
    }

    public static void SetTag(SqliteSession session, string id, KeyValue tag)
    {
        GetActive(session, id);
        session.Execute(
            """
            INSERT INTO experiment_tags (key, value, experiment_id) VALUES ($1, $2, $3)
            ON CONFLICT (key, experiment_id) DO UPDATE SET value = excluded.value
            """,
            tag.Key, tag.Value ?? "", id);
    }

    public static void DeleteTag(SqliteSession session, string id, string key)
    {
        GetActive(session, id);
        if (session.Execute("DELETE FROM experiment_tags WHERE experiment_id = $1 AND key = $2", id, key) == 0)
            throw TrackingException.Missing($"No tag with name: {key} in experiment with id {id}");
    }

    public static Experiment Read(SqliteDataReader row) => new(
        row.GetString(0), row.GetString(1), row.Text(2), row.GetString(3), row.Number(4), row.Number(5));

    public static List<Experiment> WithTags(SqliteSession session, List<Experiment> experiments) =>
        [.. experiments.Select(experiment => experiment with
        {
            Tags = session.Query(
                "SELECT key, value FROM experiment_tags WHERE experiment_id = $1 ORDER BY rowid", Rows.KeyValue, experiment.ExperimentId)
                    .NullIfEmpty(),
        })];
}
