using Microsoft.Data.Sqlite;

namespace ImageClassifier.Tracking.Store;

/// <summary>Small readers that several tables share.</summary>
internal static class Rows
{
    public static string? Text(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static long? Number(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    public static KeyValue KeyValue(SqliteDataReader row) => new(row.GetString(0), row.Text(1));

    /// <summary>Protobuf's JSON leaves empty lists out; so does an answer whose list is null.</summary>
    public static IReadOnlyList<T>? NullIfEmpty<T>(this IReadOnlyList<T> items) => items.Count == 0 ? null : items;
}
