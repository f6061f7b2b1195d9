using Microsoft.Data.Sqlite;

namespace ImageClassifier.Tracking.Database;

/// <summary>Makes an empty file a database, brings one of this server's first version up to date, and refuses what it does not
/// know.</summary>
internal static class DatabaseUpgrade
{
    // The tables of this server's first version: MLflow's names and columns, without alembic's version and without workspaces.
    private static readonly string[] FirstTables =
    [
        "experiments", "experiment_tags", "runs", "tags", "params", "metrics", "latest_metrics", "registered_models",
            "registered_model_tags",
        "registered_model_aliases", "model_versions", "model_version_tags",
    ];

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
        if (tables.Contains("alembic_version")) CheckRevision(Texts(connection, "SELECT version_num FROM alembic_version"), path);
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

    /// <summary>Makes the tables, or brings those of the first version up to date; a checked database is left as it is.</summary>
    public static void Apply(SqliteSession session)
    {
        var tables = session.Query(TableNames, row => row.GetString(0));
        if (tables.Count == 0) Transact(session, () => session.Script(Schema.Create()));
        else if (IsFirst(tables)) UpgradeFirst(session);
    }

    private static void CheckRevision(List<string> revisions, string path)
    {
        string file = Path.GetFullPath(path);
        string found = string.Join(", ", revisions);
        if (found == Schema.Revision) return;
        throw new InvalidDataException(
            $"{file} has MLflow's schema revision '{found}'; this server works with '{Schema.Revision}' (MLflow {Schema.Release}). "
            + $"If it is older, keep a copy and run: pip install 'mlflow=={Schema.Release}' && mlflow db upgrade sqlite:///{file} . "
            + "If it is newer, keep using the MLflow that made it: a database cannot be downgraded.");
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
        session.Script("PRAGMA foreign_keys = OFF; PRAGMA legacy_alter_table = ON;");
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
        });
        session.Script("PRAGMA legacy_alter_table = OFF; PRAGMA foreign_keys = ON;");
    }

    private static void Transact(SqliteSession session, Action action)
    {
        session.Script("BEGIN IMMEDIATE");
        try
        {
            action();
            session.Script("COMMIT");
        }
        catch (SqliteException)
        {
            session.Script("ROLLBACK");
            throw;
        }
    }
}
