using Microsoft.Data.Sqlite;

namespace ImageClassifier.Tracking.Database;

/// <summary>The database's file is not one that SQLite can read; the message says which, and what to do.</summary>
internal sealed class DamagedDatabaseException(string path, string reason, Exception? inner = null) : Exception(
    $"{Path.GetFullPath(path)} is damaged ({reason.TrimEnd('.')}). Stop the server, then restore a copy of the file, or move it away "
        + $"together with "
    + $"{Path.GetFileName(path)}-wal and {Path.GetFileName(path)}-shm if they are there: the next start makes an empty database. The "
    + $"runs' artifacts "
    + "are not in this file; they stay where they are.",
    inner)
{
    private const int Corrupt = 11; // SQLITE_CORRUPT
    private const int NotADatabase = 26; // SQLITE_NOTADB

    /// <summary>Whether SQLite found the file itself wrong.</summary>
    public static bool IsMeantBy(SqliteException error) => error.SqliteErrorCode is Corrupt or NotADatabase;
}
