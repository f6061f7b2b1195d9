using Microsoft.Data.Sqlite;

namespace ImageClassifier.Tracking.Database;

/// <summary>Makes an empty file a database, brings older ones up to date, and refuses what it does not know.</summary>
internal static class DatabaseUpgrade
{
    // The tables of this server's first version: MLflow's names and columns, without alembic's version and without workspaces.
    private static readonly string[] FirstTables =
    [
        "experiments", "experiment_tags", "runs", "tags", "params", "metrics", "latest_metrics", "registered_models",
            "registered_model_tags",
        "registered_model_aliases", "model_versions", "model_version_tags",
    ];

    // The current revision has brought it: a database without it is older.
    private const string NewestTable = "scheduler_leases";

    private const string TableNames = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";

    // A larger file would hold up the start; what is wrong in it is found when it is read.
    private const long LargestInspected = 256_000_000;

    /// <summary>Inspects a file before anything is changed in it.</summary>
    /// <exception cref="DamagedDatabaseException">SQLite finds it damaged.</exception>
    /// <exception cref="InvalidDataException">The database is of another revision, or none of MLflow's.</exception>
    public static void Check(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists || file.Length == 0) return;
        var settings = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, Mode = SqliteOpenMode.ReadOnly };
        using var connection = new SqliteConnection(settings.ToString());
        connection.Open();
        var tables = Texts(connection, TableNames);
        if (tables.Contains("alembic_version")) CheckRevision(Texts(connection, "SELECT version_num FROM alembic_version"), tables, path);
        else if (tables.Count > 0 && !IsFirst(tables))
        {
            throw new InvalidDataException(
                $"{Path.GetFullPath(path)} is not a database of MLflow: it has the table '{tables.Order().First()}' and no "
                    + $"'alembic_version'. "
                + "Choose another folder with --data.");
        }
        if (file.Length <= LargestInspected && Texts(connection, "PRAGMA quick_check(1)") is [var found] && found != "ok")
            throw new DamagedDatabaseException(path, found.ReplaceLineEndings(" "));
    }

    /// <summary>
    /// Makes the tables, or brings them up to date; of a database of the current revision only what an earlier version left NULL is filled
    /// in.
    /// </summary>
    /// <exception cref="InvalidDataException">The upgraded database would not be sound; the file is as it was.</exception>
    public static void Apply(SqliteSession session, string path)
    {
        var tables = session.Query(TableNames, row => row.GetString(0));
        if (tables.Count == 0) Transact(session, () => session.Script(Schema.Create()));
        else if (IsFirst(tables)) UpgradeFirst(session);
        else if (session.Exists("SELECT 1 FROM alembic_version WHERE version_num = $1", Schema.Upgradable))
        {
            Copy(session, path);
            Transact(session, () => RevisionUpgrade.Run(session), ofTables: true);
        }
        Transact(session, () => session.Script(Repairs));
    }

    // What MLflow has as an empty text and its own server cannot do without: it answers 500 for a run whose user is NULL.
    private const string Repairs =
        """
        UPDATE runs SET user_id = '' WHERE user_id IS NULL;
        UPDATE registered_models SET description = '' WHERE description IS NULL;
        UPDATE model_versions SET description = coalesce(description, ''), run_id = coalesce(run_id, ''), run_link = coalesce(run_link, '')
            WHERE current_stage <> 'Deleted_Internal' AND (description IS NULL OR run_id IS NULL OR run_link IS NULL);
        UPDATE logged_models SET model_type = coalesce(model_type, ''), source_run_id = coalesce(source_run_id, '')
            WHERE model_type IS NULL OR source_run_id IS NULL;
        """;

    private static void CheckRevision(List<string> revisions, List<string> tables, string path)
    {
        string file = Path.GetFullPath(path);
        string found = string.Join(", ", revisions);
        if (found is Schema.Revision or Schema.Upgradable) return;
        bool isOlder = !tables.Contains(NewestTable);
        throw new InvalidDataException(
            $"{file} has MLflow's schema revision '{found}', which is {(isOlder ? "older" : "newer")} than that of this server, "
            + $"'{Schema.Revision}' (MLflow {Schema.Release}). "
            + (isOlder
                ? $"Keep a copy of the file and run: pip install 'mlflow=={Schema.Release}' && mlflow db upgrade sqlite:///{file}"
                : "A database cannot be downgraded: go on with the MLflow that made it, "
                    + $"mlflow server --backend-store-uri sqlite:///{file} , or copy its runs through both servers: "
                    + "pip install mlflow-export-import && export-experiments --experiments all --output-dir runs , "
                    + "then import-experiments --input-dir runs with this server as MLFLOW_TRACKING_URI."));
    }

    // Beside the database and with its revision in the name, so that the MLflow that made it can go on with it.
    private static void Copy(SqliteSession session, string path)
    {
        string copy = $"{path}.{Schema.Upgradable}";
        for (int i = 2; File.Exists(copy); i++) copy = $"{path}.{Schema.Upgradable}.{i}";
        session.Execute("VACUUM INTO $1", copy);
    }

    private static bool IsFirst(List<string> tables) =>
        tables.Order(StringComparer.Ordinal).SequenceEqual(FirstTables.Order(StringComparer.Ordinal));

    private static List<string> Texts(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var texts = new List<string>();
        while (reader.Read()) texts.Add(reader.GetString(0));
        return texts;
    }

    // The old tables hold a part of the columns, under the same names: copy them over.
    private static void UpgradeFirst(SqliteSession session)
    {
        Transact(session, () =>
        {
            var indexes = session.Query("SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL", row => row.GetString(0));
            foreach (string index in indexes) session.Script($"DROP INDEX {index}");
            foreach (string table in FirstTables) session.Script($"ALTER TABLE {table} RENAME TO first_{table}");
            session.Script(Schema.Create());
            session.Script("DELETE FROM experiments"); // the new default one; the old one comes with the rest
            foreach (string table in FirstTables)
            {
                string columns =
                    string.Join(", ", session.Query($"SELECT name FROM pragma_table_info('first_{table}')", row => row.GetString(0)));
                session.Script($"INSERT INTO {table} ({columns}) SELECT {columns} FROM first_{table}; DROP TABLE first_{table};");
            }
        }, ofTables: true);
    }

    // Tables are renamed and made anew without SQLite following with the references to them.
    private static void Transact(SqliteSession session, Action action, bool ofTables = false)
    {
        if (ofTables) session.Script("PRAGMA foreign_keys = OFF; PRAGMA legacy_alter_table = ON;");
        session.Script("BEGIN IMMEDIATE");
        try
        {
            action();
            session.Script("COMMIT");
        }
        catch
        {
            if (session.InTransaction) session.Script("ROLLBACK");
            throw;
        }
        finally
        {
            if (ofTables) session.Script("PRAGMA legacy_alter_table = OFF; PRAGMA foreign_keys = ON;");
        }
    }
}
