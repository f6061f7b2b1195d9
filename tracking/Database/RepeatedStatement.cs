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

    public void Run()
    {
        int code = raw.sqlite3_step(_statement);
        int reset = raw.sqlite3_reset(_statement);
        if (code != raw.SQLITE_DONE) Check(reset == raw.SQLITE_OK ? code : reset);
    }

    /// <summary>Runs a query whose rows are one whole number each.</summary>
    public List<long> Numbers()
    {
        var numbers = new List<long>();
        int code;
        while ((code = raw.sqlite3_step(_statement)) == raw.SQLITE_ROW) numbers.Add(raw.sqlite3_column_int64(_statement, 0));
        int reset = raw.sqlite3_reset(_statement);
        if (code != raw.SQLITE_DONE) Check(reset == raw.SQLITE_OK ? code : reset);
        return numbers;
    }

    /// <summary>Ends one round; the session keeps the statement for the next.</summary>
    public void Dispose() => raw.sqlite3_clear_bindings(_statement);

    /// <summary>Gives the statement back to SQLite.</summary>
    public void Close() => _statement.Dispose();

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, _database);
}
