using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace Tracking.Tests.Database;

/// <summary>What SQLite says of a database's tables: columns, keys, indexes and constraints, one fact a line.</summary>
internal static partial class SchemaFacts
{
    /// <summary>The facts that MLflow 3.17.2's own database has, by table.</summary>
    public static Dictionary<string, List<string>> Expected()
    {
        using var mlflow = RecordedDatabase.Open("mlflow-3.17.2.sql");
        return Of(mlflow);
    }

    /// <summary>The facts of a database, by table.</summary>
    public static Dictionary<string, List<string>> Of(SqliteConnection database)
    {
        var facts = new Dictionary<string, List<string>>();
        foreach (var row in Rows(database, "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name"))
            facts.Add($"table {row[0]}",
                [Columns(database, row[0]), .. ForeignKeys(database, row[0]), .. Indexes(database, row[0]), .. Constraints(row[1])]);
        foreach (var row in Rows(database, "SELECT name FROM sqlite_master WHERE type NOT IN ('table', 'index')"))
            facts.Add($"trigger {row[0]}", []);
        return facts;
    }

    private static string Columns(SqliteConnection database, string table) =>
        string.Join(' ', Rows(database, $"PRAGMA table_xinfo('{table}')").Select(column =>
            $"{column[1]}:{column[2].Replace(' ', '_')}{(column[3] == "1" ? "!" : "")}{(column[5] == "0" ? "" : $"#{column[5]}")}"
            + $"{(column[4].Length == 0 ? "" : $"={column[4]}")}{(column[6] == "0" ? "" : "~")}"));

    private static IEnumerable<string> ForeignKeys(SqliteConnection database, string table) =>
        Rows(database, $"PRAGMA foreign_key_list('{table}')").GroupBy(row => row[0]).Select(key => key.ToList()).Select(parts =>
            $"fk {string.Join(',', parts.Select(part => part[3]))} > {parts[0][2]}({string.Join(',', parts.Select(part => part[4]))}) "
            + $"{parts[0][5]}/{parts[0][6]}").Order(StringComparer.Ordinal);

    private static IEnumerable<string> Indexes(SqliteConnection database, string table) =>
        Rows(database, $"PRAGMA index_list('{table}')").Select(index =>
            $"index {(index[3] switch { "u" => "(unique)", "pk" => "(primary)", _ => index[1] })}{(index[2] == "1" ? "*" : "")} "
            + string.Join(',', Rows(database, $"PRAGMA index_info('{index[1]}')").Select(column => column[2])))
            .Order(StringComparer.Ordinal);

    // The named constraints and the checks, from the statement that made the table.
    private static IEnumerable<string> Constraints(string sql)
    {
        var parts = new List<string>();
        int depth = 0, start = sql.IndexOf('(', StringComparison.Ordinal) + 1;
        for (int i = start; i < sql.Length; i++)
        {
            if (sql[i] == '(') depth++;
            if (sql[i] == ')') depth--;
            if (depth >= 0 && !(sql[i] == ',' && depth == 0)) continue;
            parts.Add(Spaces().Replace(sql[start..i], " ").Replace("\"", "", StringComparison.Ordinal).Trim());
            start = i + 1;
            if (depth < 0) break;
        }
        return parts.Where(part => part.StartsWith("CONSTRAINT", StringComparison.Ordinal)
            || part.Contains("CHECK", StringComparison.Ordinal))
            .Select(part => "rule " + part).Order(StringComparer.Ordinal);
    }

    private static List<List<string>> Rows(SqliteConnection database, string sql)
    {
        using var command = database.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<List<string>>();
        while (reader.Read())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(column => reader.GetValue(column).ToString() ?? "")]);
        return rows;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
