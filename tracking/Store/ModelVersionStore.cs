using ImageClassifier.Tracking.Database;
using ImageClassifier.Tracking.Errors;
using Microsoft.Data.Sqlite;

namespace ImageClassifier.Tracking.Store;

/// <summary>Versions of registered models.</summary>
internal static class ModelVersionStore
{
    public const string Columns =
        "v.name, v.version, v.creation_time, v.last_updated_time, v.description, v.user_id, v.current_stage, v.source, v.run_id, "
        + "v.status, v.status_message, v.run_link";

    // A deleted version keeps its row, as in MLflow, so that its number is not given to another model.
    public const string NotDeleted = "v.current_stage <> 'Deleted_Internal' AND v.workspace = '" + Schema.Workspace + "'";

    private const string Mine = "workspace = '" + Schema.Workspace + "'";

    public static ModelVersion Create(
        SqliteSession session, string name, ModelSource source, string? runId, string? runLink, string? description,
        IReadOnlyList<KeyValue> tags, long now)
    {
        ModelStore.Check(session, name);
        long version = session.Query(
            """
            INSERT INTO model_versions (name, version, creation_time, last_updated_time, description, user_id, current_stage, source, run_id,
                                        status, status_message, run_link, storage_location)
            SELECT $1, coalesce(max(version), 0) + 1, $2, $2, $3, NULL, 'None', $4, $5, 'READY', NULL, $6, $7
            FROM model_versions WHERE name = $1 AND workspace = 'default' RETURNING version
            """,
            row => row.GetInt64(0), name, now, description ?? "", source.Uri, runId ?? source.RunId ?? "", runLink
                ?? "", source.StorageLocation)[0];
        foreach (var tag in tags) PutTag(session, name, version, tag);
        ModelStore.Touch(session, name, now);
        return Get(session, name, version);
    }

    public static ModelVersion Get(SqliteSession session, string name, long version) =>
        WithTags(session, session.Query(
            $"SELECT {Columns} FROM model_versions v WHERE v.name = $1 AND v.version = $2 AND {NotDeleted}", Read, name, version))
            .Select(found => found with { Aliases = Aliases(session, name, version) }).FirstOrDefault()
        ?? throw TrackingException.Missing($"Model Version (name={name}, version={version}) not found");

    /// <summary>Moves a version to a stage, and if asked those that are there already to Archived.</summary>
    public static ModelVersion SetStage(SqliteSession session, string name, long version, string stage, bool archiveOthers, long now)
    {
        Get(session, name, version);
        if (archiveOthers)
        {
            session.Execute(
                $"""
                UPDATE model_versions SET current_stage = 'Archived', last_updated_time = $1
                WHERE name = $2 AND version <> $3 AND current_stage = $4 AND {Mine}
                """,
                now, name, version, stage);
        }
        session.Execute(
            $"UPDATE model_versions SET current_stage = $1, last_updated_time = $2 WHERE name = $3 AND version = $4 AND {Mine}",
            stage, now, name, version);
        ModelStore.Touch(session, name, now);
        return Get(session, name, version);
    }

    /// <summary>Where the version's files are.</summary>
    public static string DownloadUri(SqliteSession session, string name, long version)
    {
        Get(session, name, version);
        return session.First(
            $"SELECT coalesce(storage_location, source, '') FROM model_versions WHERE name = $1 AND version = $2 AND {Mine}",
            row => row.GetString(0), name, version)!;
    }

    /// <summary>The newest version of each stage that is in use.</summary>
    public static List<ModelVersion> Latest(SqliteSession session, string name) =>
        WithTags(session, session.Query(
            $"""
            SELECT {Columns} FROM model_versions v WHERE v.name = $1 AND {NotDeleted} AND v.version =
                (SELECT max(o.version) FROM model_versions o WHERE o.workspace = v.workspace AND o.name = v.name AND o.current_stage = v.current_stage)
            ORDER BY v.version
            """,
            Read, name));

    public static ModelVersion Update(SqliteSession session, string name, long version, string? description, long now)
    {
        Get(session, name, version);
        session.Execute(
            $"UPDATE model_versions SET description = $1, last_updated_time = $2 WHERE name = $3 AND version = $4 AND {Mine}", description
                ?? "", now, name, version);
        return Get(session, name, version);
    }

    public static void Delete(SqliteSession session, string name, long version, long now)
    {
        Get(session, name, version);
        session.Execute($"DELETE FROM registered_model_aliases WHERE name = $1 AND version = $2 AND {Mine}", name, version);
        session.Execute($"DELETE FROM model_version_tags WHERE name = $1 AND version = $2 AND {Mine}", name, version);
        session.Execute(
            """
            UPDATE model_versions
            SET current_stage = 'Deleted_Internal', last_updated_time = $1, description = NULL, user_id = NULL,
                source = 'REDACTED-SOURCE-PATH', run_id = 'REDACTED-RUN-ID', run_link = 'REDACTED-RUN-LINK',
                storage_location = NULL, status_message = NULL
            WHERE name = $2 AND version = $3 AND workspace = 'default'
            """,
            now, name, version);
        ModelStore.Touch(session, name, now);
    }

    public static void SetTag(SqliteSession session, string name, long version, KeyValue tag)
    {
        Get(session, name, version);
        PutTag(session, name, version, tag);
    }

    public static void DeleteTag(SqliteSession session, string name, long version, string key)
    {
        Get(session, name, version);
        session.Execute($"DELETE FROM model_version_tags WHERE name = $1 AND version = $2 AND key = $3 AND {Mine}", name, version, key);
    }

    public static ModelVersion Read(SqliteDataReader row) => new(
        row.GetString(0), row.GetString(1), row.Number(2), row.Number(3), row.Text(4), row.Text(5), row.Text(6), row.Text(7), row.Text(8),
        row.Text(9), row.Text(10), row.Text(11));

    /// <summary>Adds the versions' tags. Aliases are shown of a version that is asked for by itself only, as in MLflow.</summary>
    public static List<ModelVersion> WithTags(SqliteSession session, List<ModelVersion> versions) =>
        [.. versions.Select(version => version with
        {
            Tags = session.Query(
                $"SELECT key, value FROM model_version_tags WHERE name = $1 AND version = $2 AND {Mine} ORDER BY rowid",
                Rows.KeyValue, version.Name, version.Version).NullIfEmpty(),
        })];

    private static IReadOnlyList<string>? Aliases(SqliteSession session, string name, long version) => session.Query(
        $"SELECT alias FROM registered_model_aliases WHERE name = $1 AND version = $2 AND {Mine} ORDER BY alias",
        row => row.GetString(0), name, version).NullIfEmpty();

    private static void PutTag(SqliteSession session, string name, long version, KeyValue tag) =>
        session.Execute(
            """
            INSERT INTO model_version_tags (key, value, name, version) VALUES ($1, $2, $3, $4)
            ON CONFLICT (workspace, key, name, version) DO UPDATE SET value = excluded.value
            """,
            tag.Key, tag.Value ?? "", name, version);
}
