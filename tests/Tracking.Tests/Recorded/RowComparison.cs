using Microsoft.Data.Sqlite;

namespace Tracking.Tests.Recorded;

/// <summary>
/// Holds the rows of this server's database against those that MLflow's server wrote for the same requests: column by column, with its type
/// in SQLite, NULL apart from an empty text.
/// </summary>
internal static class RowComparison
{
    // Protobuf sends these in any order; elsewhere the order of the rows is that in which they were logged, and part of what is compared.
    private static readonly string[] Unordered = ["trace_request_metadata", "trace_tags"];

    public static List<string> Compare(SqliteConnection mlflow, SqliteConnection ours, Correspondence names)
    {
        var differences = new List<string>();
        foreach (string table in Texts(mlflow, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").Select(row => row[0]))
        {
            string order = Unordered.Contains(table) ? "key" : "rowid";
            string[] columns = [.. Texts(mlflow, $"SELECT name FROM pragma_table_xinfo('{table}') ORDER BY cid").Select(row => row[0])];
            string select =
                $"SELECT {string.Join(", ", columns.Select(column => $"typeof(\"{column}\"), \"{column}\""))} FROM {table} ORDER "
                    + $"BY {order}";
            var (theirs, mine) = (Texts(mlflow, select), Texts(ours, select));
            if (theirs.Count != mine.Count) differences.Add($"{table} has {mine.Count} rows, not {theirs.Count}");
            foreach (var (row, (recorded, written)) in theirs.Zip(mine).Index())
            {
                for (int i = 0; i < columns.Length; i++)
                {
                    if (!Same(names, columns[i], recorded[2 * i], recorded[(2 * i) + 1], written[2 * i], written[(2 * i) + 1]))
                    {
                        differences.Add($"{table} row {row + 1}: {columns[i]} is {written[2 * i]} '{written[(2 * i) + 1]}', "
                            + $"not {recorded[2 * i]} '{recorded[(2 * i) + 1]}'");
                    }
                }
            }
        }
        return differences;
    }

    private static bool Same(Correspondence names, string column, string recordedType, string recorded, string type, string written) =>
        recordedType == type
        && (recordedType == "integer"
            ? names.Same(column, long.Parse(recorded, null), long.Parse(written, null))
            : names.Same(recorded, written));

    private static List<string[]> Texts(SqliteConnection database, string sql)
    {
        using var command = database.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string[]>();
        while (reader.Read())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount)
                .Select(column => reader.IsDBNull(column) ? "" : Convert.ToString(reader.GetValue(column), null)!)]);
        return rows;
    }
}
