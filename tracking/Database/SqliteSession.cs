using Microsoft.Data.Sqlite;

namespace ImageClassifier.Tracking.Database;

/// <summary>
/// One connection with its prepared statements. Arguments are bound in order to <c>$1</c>, <c>$2</c>, …; used by one thread at a time.
/// </summary>
internal sealed class SqliteSession : IDisposable
{
    // Searches make a new text for each shape of filter; the shapes that people use fit, and the rest is prepared each time.
    private const int MostPrepared = 128;

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _prepared = [];
    private readonly Dictionary<string, RepeatedStatement> _repeated = [];

    /// <param name="connectionString">The database.</param>
    /// <param name="cacheKilobytes">How much of it to keep in memory at most.</param>
    public SqliteSession(string connectionString, int cacheKilobytes)
    {
        _connection = new SqliteConnection(connectionString);
        _connection.Open();

        // FULL: an answered write survives a power cut and not only a killed process.
        Script("PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; "
            + $"PRAGMA temp_store = MEMORY; PRAGMA cache_size = -{cacheKilobytes};");
        _connection.CreateFunction<string?, string?, bool, bool>("text_like", TextPattern.Matches, isDeterministic: true);
    }

    /// <summary>Whether a transaction is open: a full disk, for one, ends it without being asked.</summary>
    public bool InTransaction => SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0;

    public void Script(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Runs a statement and returns how many rows it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<object?> arguments)
    {
        var command = Bind(sql, arguments, out bool owned);
        try
        {
            return command.ExecuteNonQuery();
        }
        finally
        {
            if (owned) command.Dispose();
        }
    }

    public List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> arguments)
    {
        var command = Bind(sql, arguments, out bool owned);
        try
        {
            var rows = new List<T>();
            using var reader = command.ExecuteReader();
            while (reader.Read()) rows.Add(read(reader));
            return rows;
        }
        finally
        {
            if (owned) command.Dispose();
        }
    }

    public T? First<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> arguments)
        where T : class =>
        Query(sql, read, arguments).FirstOrDefault();

    public bool Exists(string sql, params ReadOnlySpan<object?> arguments) => Query(sql, _ => true, arguments).Count > 0;

    /// <summary>A statement for many runs in a row; the caller ends the round by disposing of it.</summary>
    public RepeatedStatement Repeat(string sql)
    {
        if (!_repeated.TryGetValue(sql, out var statement)) _repeated.Add(sql, statement = new RepeatedStatement(_connection.Handle!, sql));
        return statement;
    }

    public void Dispose()
    {
        foreach (var statement in _repeated.Values) statement.Close();
        foreach (var command in _prepared.Values) command.Dispose();
        _connection.Dispose();
    }

    private SqliteCommand Bind(string sql, ReadOnlySpan<object?> arguments, out bool owned)
    {
        owned = false;
        if (!_prepared.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            for (int i = 0; i < arguments.Length; i++) command.Parameters.Add(new SqliteParameter { ParameterName = $"${i + 1}" });
            owned = _prepared.Count >= MostPrepared;
            if (!owned) _prepared.Add(sql, command);
        }
        for (int i = 0; i < arguments.Length; i++) command.Parameters[i].Value = arguments[i] ?? DBNull.Value;
        return command;
    }
}
