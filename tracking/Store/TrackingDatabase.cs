using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace ImageClassifier.Tracking.Store;

/// <summary>One SQLite file in WAL mode: any number of readers at once, and one writer whose every turn is a transaction.</summary>
internal sealed class TrackingDatabase : IDisposable
{
    private readonly string _connectionString;
    private readonly ConcurrentBag<SqliteSession> _readers = [];
    private readonly SqliteSession _writer;
    private readonly SemaphoreSlim _turn = new(1, 1);

    public TrackingDatabase(string path)
    {
        // Sessions are kept here, so that their prepared statements are; the provider's pool would only hold files open.
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString();
        _writer = new SqliteSession(_connectionString);
        _writer.Script(Schema.Create);
    }

    /// <summary>Reads one consistent state: what is written meanwhile is not seen.</summary>
    public T Read<T>(Func<SqliteSession, T> read)
    {
        if (!_readers.TryTake(out var session)) session = new SqliteSession(_connectionString);
        try
        {
            session.Execute("BEGIN");
            try
            {
                return read(session);
            }
            finally
            {
                session.Execute("ROLLBACK");
            }
        }
        finally
        {
            _readers.Add(session);
        }
    }

    /// <summary>Writes all or nothing; when the task is done, the change is on disk.</summary>
    public async Task<T> WriteAsync<T>(Func<SqliteSession, T> write, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            _writer.Execute("BEGIN IMMEDIATE");
            try
            {
                var result = write(_writer);
                _writer.Execute("COMMIT");
                return result;
            }
            catch
            {
                _writer.Execute("ROLLBACK");
                throw;
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public Task WriteAsync(Action<SqliteSession> write, CancellationToken cancellationToken) =>
        WriteAsync(
            session =>
            {
                write(session);
                return true;
            },
            cancellationToken);

    public void Dispose()
    {
        while (_readers.TryTake(out var session)) session.Dispose();
        _writer.Dispose();
        _turn.Dispose();
    }
}
