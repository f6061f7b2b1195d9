using ImageClassifier.Tracking.Database;
using ImageClassifier.Tracking.Errors;
using Microsoft.Data.Sqlite;

namespace ImageClassifier.Tracking.Store;

/// <summary>Registered models, their tags and aliases.</summary>
internal static class ModelStore
{
    public const string Columns = "m.name, m.creation_time, m.last_updated_time, m.description";

    /// <summary>What is shown of the database: the models of the default workspace.</summary>
    public const string Visible = "m.workspace = '" + Schema.Workspace + "'";

    // The key of every table of the registry starts with the workspace; without it here, each look-up would read the whole table.
    private const string Mine = "workspace = '" + Schema.Workspace + "'";

    public static RegisteredModel Create(SqliteSession session, string name, string? description, IReadOnlyList<KeyValue> tags, long now)
    {
        if (Exists(session, name)) throw TrackingException.Exists($"Registered Model (name={name}) already exists.");
        session.Execute(
            "INSERT INTO registered_models (name, creation_time, last_updated_time, description) VALUES ($1, $2, $2, $3)", name, now,
                description ?? "");
        foreach (var tag in tags) PutTag(session, name, tag);
        return Get(session, name);
    }

    public static RegisteredModel Get(SqliteSession session, string name) =>
        WithDetails(session, session.Query($"SELECT {Columns} FROM registered_models m WHERE m.name = $1 AND {Visible}", Read, name))
            .FirstOrDefault()
        ?? throw NotFound(name);

    public static void Check(SqliteSession session, string name)
    {
        if (!Exists(session, name)) throw NotFound(name);
    }

    public static RegisteredModel Update(SqliteSession session, string name, string? description, long now)
    {
        Check(session, name);
        session.Execute($"UPDATE registered_models SET description = $1, last_updated_time = $2 WHERE name = $3 AND {Mine}", description
            ?? "", now, name);
        return Get(session, name);
    }

    public static RegisteredModel Rename(SqliteSession session, string name, string newName, long now)
    {
        Check(session, name);
        if (name != newName && Exists(session, newName))
            throw TrackingException.Exists($"Registered Model (name={newName}) already exists.");

        // Versions, tags and aliases follow by ON UPDATE CASCADE.
        session.Execute($"UPDATE registered_models SET name = $1, last_updated_time = $2 WHERE name = $3 AND {Mine}", newName, now, name);
        return Get(session, newName);
    }

    public static void Delete(SqliteSession session, string name)
    {
        Check(session, name);
        string[] tables =
            ["model_version_tags", "model_versions", "registered_model_tags", "registered_model_aliases", "registered_models"];
        foreach (string table in tables)
            session.Execute($"DELETE FROM {table} WHERE name = $1 AND {Mine}", name);
    }

    public static void Touch(SqliteSession session, string name, long now) =>
        session.Execute($"UPDATE registered_models SET last_updated_time = $1 WHERE name = $2 AND {Mine}", now, name);

    public static void SetTag(SqliteSession session, string name, KeyValue tag)
    {
        Check(session, name);
        PutTag(session, name, tag);
    }

    public static void DeleteTag(SqliteSession session, string name, string key)
    {
        Check(session, name);
        session.Execute($"DELETE FROM registered_model_tags WHERE name = $1 AND key = $2 AND {Mine}", name, key);
    }

    /// <summary>Points the alias at this version, and at no other any more.</summary>
    public static void SetAlias(SqliteSession session, string name, string alias, long version)
    {
        Check(session, name);
        ModelVersionStore.Get(session, name, version);
        session.Execute(
            """
            INSERT INTO registered_model_aliases (alias, version, name) VALUES ($1, $2, $3)
            ON CONFLICT (workspace, name, alias) DO UPDATE SET version = excluded.version
            """,
            alias, version, name);
    }

    public static void DeleteAlias(SqliteSession session, string name, string alias)
    {
        Check(session, name);
        session.Execute($"DELETE FROM registered_model_aliases WHERE name = $1 AND alias = $2 AND {Mine}", name, alias);
    }

    public static ModelVersion GetByAlias(SqliteSession session, string name, string alias)
    {
        Check(session, name);
        string version = session.First(
            $"SELECT version FROM registered_model_aliases WHERE name = $1 AND alias = $2 AND {Mine}", row => row.GetString(0), name, alias)
            ?? throw TrackingException.Invalid($"Registered model alias {alias} not found.");
        return ModelVersionStore.Get(session, name, long.Parse(version, System.Globalization.CultureInfo.InvariantCulture));
    }

    public static RegisteredModel Read(SqliteDataReader row) =>
        new(row.GetString(0), row.Number(1), row.Number(2), row.Text(3) is { Length: > 0 } description ? description : null);

    public static List<RegisteredModel> WithDetails(SqliteSession session, List<RegisteredModel> models) =>
        [.. models.Select(model => model with
        {
            LatestVersions = ModelVersionStore.Latest(session, model.Name).NullIfEmpty(),
            Tags = session.Query(
                $"SELECT key, value FROM registered_model_tags WHERE name = $1 AND {Mine} ORDER BY rowid", Rows.KeyValue, model.Name)
                    .NullIfEmpty(),
            Aliases = session.Query(
                $"SELECT alias, version FROM registered_model_aliases WHERE name = $1 AND {Mine} ORDER BY alias",
                row => new ModelAlias(row.GetString(0), row.GetString(1)), model.Name).NullIfEmpty(),
        })];

    private static bool Exists(SqliteSession session, string name) =>
        session.Exists($"SELECT 1 FROM registered_models WHERE name = $1 AND {Mine}", name);

    private static void PutTag(SqliteSession session, string name, KeyValue tag) =>
        session.Execute(
            """
            INSERT INTO registered_model_tags (key, value, name) VALUES ($1, $2, $3)
            ON CONFLICT (workspace, key, name) DO UPDATE SET value = excluded.value
            """,
            tag.Key, tag.Value ?? "", name);

    private static TrackingException NotFound(string name) => TrackingException.Missing($"Registered Model with name={name} not found");
}
