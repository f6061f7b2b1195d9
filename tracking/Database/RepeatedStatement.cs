using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ImageClassifier.Tracking.Database;

/// <summary>
/// A prepared statement without the provider's command around it, bound value by value without boxing: a batch of metrics is a thousand
/// inserts, and a curve thousands of steps, for which the command and its reader would cost more than SQLite does. Parameters are
/// <c>?1</c>, <c>?2</c>, …, and keep their values between runs.
/// </summary>
internal sealed class RepeatedStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public RepeatedStatement(sqlite3 database, string sql)
    {
        _database = database;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement), database);
    }

    public void Text(int parameter, string value) => Check(raw.sqlite3_bind_text(_statement, parameter, value));

    public void Number(int parameter, long value) => Check(raw.sqlite3_bind_int64(_statement, parameter, value));

    public void Real(int parameter, double value) => Check(raw.sqlite3_bind_double(_statement, parameter, value));

    /// <summary>Runs a statement that has no rows.</summary>
    public void Run()
    {
        while (Next()) { }
    }

    /// <summary>Goes to the next row; false past the last one, after which the statement can run again.</summary>
    public bool Next()
    {
        int code = raw.sqlite3_step(_statement);
        if (code == raw.SQLITE_ROW) return true;
        int reset = raw.sqlite3_reset(_statement);
        if (code != raw.SQLITE_DONE) Check(reset == raw.SQLITE_OK ? code : reset);
        return false;
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    /// <summary>The text in SQLite's own memory, until the next row.</summary>
    public ReadOnlySpan<byte> Utf8(int column) => raw.sqlite3_column_blob(_statement, column);

    public long Number(int column) => raw.sqlite3_column_int64(_statement, column);

    public double Real(int column) => raw.sqlite3_column_double(_statement, column);

    /// <summary>Ends one round, with rows left or without; the session keeps the statement for the next.</summary>
    public void Dispose()
    {
        _ = raw.sqlite3_reset(_statement); // says again what went wrong in the last step
        raw.sqlite3_clear_bindings(_statement);
    }

    /// <summary>Gives the statement back to SQLite.</summary>
    public void Close() => _statement.Dispose();

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, _database);
}
