using Microsoft.Data.Sqlite;

namespace ImageClassifier.Tracking.Database;

/// <summary>
/// From the tables of MLflow 3.13.0 to those of 3.17.2, with what MLflow's own upgrade does to the rows: the name, session, tokens and cost
/// of a trace, the model and cost of a span and the number in an assessment move into columns of their own.
/// </summary>
internal static class RevisionUpgrade
{
    // The tables that are not as they were; of the others there are only new ones.
    private static readonly string[] Changed = ["assessments", "budget_policies", "experiment_tags", "jobs", "spans", "trace_info"];

    // What was kept as tags, metadata and metrics of a trace, and in which columns it is now.
    private static readonly string[] Tokens =
    [
        "input_tokens", "output_tokens", "total_tokens", "cache_read_input_tokens", "cache_creation_input_tokens",
            "cache_creation_input_tokens_above_1hr",
    ];

    private static readonly string[] Costs = ["input_cost", "output_cost", "total_cost"];

    /// <summary>Runs inside the caller's transaction.</summary>
    /// <exception cref="InvalidDataException">The result would not be sound.</exception>
    public static void Run(SqliteSession session)
    {
        using var wanted = new SqliteConnection("Data Source=:memory:");
        wanted.Open();
        Script(wanted, Schema.Create());
        string dropped = string.Join("', '", Changed);
        foreach (string index in session.Query(
            $"SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ('{dropped}')", row =>
                row.GetString(0)))
        {
            session.Script($"DROP INDEX {index}");
        }
        foreach (string table in Changed) session.Script($"ALTER TABLE {table} RENAME TO old_{table}");
        var known = session.Query("SELECT name FROM sqlite_master", row => row.GetString(0)).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, sql) in Statements(wanted, "table").Where(table => !known.Contains(table.Name))) session.Script(sql);
        foreach (string table in Changed) CopyRows(session, table);
        MoveTraces(session);
        MoveSpans(session);
        MoveAssessments(session);
        foreach (string table in Changed) session.Script($"DROP TABLE old_{table}");
        foreach (var (name, sql) in Statements(wanted, "index").Where(index => !known.Contains(index.Name))) session.Script(sql);
        session.Script($"UPDATE alembic_version SET version_num = '{Schema.Revision}'");
        Check(session);
    }

    private static void CopyRows(SqliteSession session, string table)
    {
        string columns = string.Join(", ", session.Query(
            $"SELECT name FROM pragma_table_info('old_{table}') WHERE name IN (SELECT name FROM pragma_table_info('{table}'))", row =>
                row.GetString(0)));
        session.Script($"INSERT INTO {table} ({columns}) SELECT {columns} FROM old_{table}");
    }

    // A name or session that is longer than its column stays where it is.
    private static void MoveTraces(SqliteSession session)
    {
        session.Script(
            """
            UPDATE trace_info SET
                trace_name = (SELECT value FROM trace_tags t WHERE t.request_id = trace_info.request_id AND t.key = 'mlflow.traceName'
                    AND length(value) <= 4096),
                session_id = (SELECT value FROM trace_request_metadata t WHERE t.request_id = trace_info.request_id AND t.key =
                    'mlflow.trace.session'
                    AND length(value) <= 250);
            DELETE FROM trace_tags WHERE key = 'mlflow.traceName' AND length(value) <= 4096;
            DELETE FROM trace_request_metadata WHERE key = 'mlflow.trace.session' AND length(value) <= 250;
            """);
        foreach (string token in Tokens)
        {
            session.Script(
                $"""
                UPDATE trace_info SET {token} = coalesce(
                    (SELECT CAST(value AS INTEGER) FROM trace_metrics t WHERE t.request_id = trace_info.request_id AND t.key = '{token}'
                        AND value = CAST(value AS INTEGER)),
                    {Number("mlflow.trace.tokenUsage", token, "'integer'")});
                DELETE FROM trace_metrics WHERE key = '{token}';
                """);
        }
        foreach (string cost in Costs) session.Script(
            $"UPDATE trace_info SET {cost} = {Number("mlflow.trace.cost", cost, "'integer', 'real'")}");
        session.Script(
            "DELETE FROM trace_request_metadata WHERE key IN ('mlflow.trace.tokenUsage', 'mlflow.trace.cost') AND json_valid(value)");
    }

    private static void MoveSpans(SqliteSession session)
    {
        foreach (string cost in Costs)
        {
            session.Script(
                $"""
                UPDATE spans SET {cost} = (SELECT value FROM span_metrics m WHERE m.trace_id = spans.trace_id AND m.span_id = spans.span_id
                    AND m.key = '{cost}');
                DELETE FROM span_metrics WHERE key = '{cost}';
                """);
        }
        session.Script(
            """
            UPDATE spans SET (model_name, model_provider) = (
                SELECT substr(json_extract(o.dimension_attributes, '$."mlflow.llm.model"'), 1, 500),
                    substr(json_extract(o.dimension_attributes, '$."mlflow.llm.provider"'), 1, 500)
                FROM old_spans o WHERE o.trace_id = spans.trace_id AND o.span_id = spans.span_id AND json_valid(o.dimension_attributes));
            """);
    }

    private static void MoveAssessments(SqliteSession session) => session.Script(
        $"""
        UPDATE assessments SET (experiment_id, trace_timestamp_ms) =
            (SELECT t.experiment_id, t.timestamp_ms FROM trace_info t WHERE t.request_id = assessments.trace_id);
        UPDATE assessments SET {AssessmentNumbers.Set};
        """);

    private static string Number(string metadata, string key, string types) =>
        $"""
        (SELECT CASE WHEN json_type(value, '$.{key}') IN ({types}) THEN json_extract(value, '$.{key}') END
            FROM trace_request_metadata m WHERE m.request_id = trace_info.request_id AND m.key = '{metadata}' AND json_valid(value))
        """;

    private static void Check(SqliteSession session)
    {
        var broken = session.Query("SELECT \"table\" || ' > ' || parent FROM pragma_foreign_key_check LIMIT 1", row => row.GetString(0));
        if (broken.Count > 0) throw new InvalidDataException(
            $"The database cannot be upgraded: a row refers to one that is not there ({broken[0]}).");
        string sound = session.Query("PRAGMA integrity_check(1)", row => row.GetString(0))[0];
        if (sound != "ok") throw new InvalidDataException($"The database cannot be upgraded: {sound.ReplaceLineEndings(" ")}.");
    }

    private static List<(string Name, string Sql)> Statements(SqliteConnection database, string type)
    {
        using var command = database.CreateCommand();
        command.CommandText = $"SELECT name, sql FROM sqlite_master WHERE type = '{type}' AND sql IS NOT NULL AND name NOT LIKE 'sqlite_%'";
        using var reader = command.ExecuteReader();
        var statements = new List<(string, string)>();
        while (reader.Read()) statements.Add((reader.GetString(0), reader.GetString(1)));
        return statements;
    }

    private static void Script(SqliteConnection database, string sql)
    {
        using var command = database.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
