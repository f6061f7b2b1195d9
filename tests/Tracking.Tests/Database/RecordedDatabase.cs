using Microsoft.Data.Sqlite;

namespace Tracking.Tests.Database;

/// <summary>A database that MLflow's own server made, from its dump in <c>Data</c>.</summary>
internal static class RecordedDatabase
{
    /// <summary>In memory.</summary>
    public static SqliteConnection Open(string dump) => Fill(OpenFile(":memory:"), dump);

    /// <summary>As a file, for this server to open.</summary>
    public static void Write(string dump, string path) => Fill(OpenFile(path), dump).Dispose();

    public static SqliteConnection OpenFile(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        return connection;
    }

    private static SqliteConnection Fill(SqliteConnection connection, string dump)
    {
        using var stream = typeof(RecordedDatabase).Assembly.GetManifestResourceStream(dump)!;
        using var reader = new StreamReader(stream);
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA foreign_keys = OFF; BEGIN;" + reader.ReadToEnd() + "COMMIT;";
        command.ExecuteNonQuery();
        return connection;
    }
}
