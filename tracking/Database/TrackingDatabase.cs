using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace ImageClassifier.Tracking.Database;

/// <summary>
/// One SQLite file in WAL mode: any number of readers at once, and one writer. Writes that wait at the same time share one transaction, and
/// with it one wait for the disk; each of them is still done whole or not at all.
/// </summary>
internal sealed class TrackingDatabase : IDisposable
{
    // Together at most this many wait for one commit: the first of them should not wait for long.
    private const int MostTogether = 32;

    // One reader keeps the pages of a large search in memory; the further ones, which are there for the moments in which it is busy, a few.
    private const int FirstCacheKilobytes = 48_000, CacheKilobytes = 8_000;

    private readonly string _path;
    private readonly string _connectionString;
    private readonly ConcurrentStack<SqliteSession> _readers = [];
    private readonly SemaphoreSlim _reading = new(Math.Max(4, Environment.ProcessorCount));
    private readonly SqliteSession _writer;
    private readonly Channel<Write> _waiting = Channel.CreateUnbounded<Write>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _writing;

    // Each session is used by one thread at a time, so SQLite need not lock a connection at every value that is read of it. This can be
    // said only before SQLite has started in the process; later it is refused, and the locks stay.
    static TrackingDatabase()
    {
        SQLitePCL.Batteries_V2.Init();
        _ = SQLitePCL.raw.sqlite3_config(SQLitePCL.raw.SQLITE_CONFIG_MULTITHREAD);
    }

    private TrackingDatabase(string path)
    {
        _path = path;
        DatabaseUpgrade.Check(path);

        // Sessions are kept here, so that their prepared statements are; the provider's pool would only hold files open.
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString();
        _writer = new SqliteSession(_connectionString, CacheKilobytes);
        try
        {
            DatabaseUpgrade.Apply(_writer, path);
        }
        catch
        {
            _writer.Dispose();
            throw;
        }
        _readers.Push(new SqliteSession(_connectionString, FirstCacheKilobytes));
        _writing = Task.Run(WriteAllAsync);
    }

    /// <summary>Opens a database, or makes one.</summary>
    /// <exception cref="InvalidDataException">The file is of another MLflow, or no database of MLflow at all.</exception>
    /// <exception cref="DamagedDatabaseException">SQLite cannot read the file.</exception>
    public static TrackingDatabase Open(string path)
    {
        try
        {
            return new TrackingDatabase(path);
        }
        catch (SqliteException e) when (DamagedDatabaseException.IsMeantBy(e))
        {
            throw new DamagedDatabaseException(path, e.Message, e);
        }
    }

    /// <summary>Reads one consistent state: what is written meanwhile is not seen.</summary>
    public T Read<T>(Func<SqliteSession, T> read)
    {
        // More readers than processors would only wait for each other with their memory held.
        _reading.Wait();
        SqliteSession? session = null;
        try
        {
            // The one that was used last has the warmest cache.
            if (!_readers.TryPop(out session)) session = new SqliteSession(_connectionString, CacheKilobytes);
            session.Execute("BEGIN");
            try
            {
                return read(session);
            }
            finally
            {
                if (session.InTransaction) session.Execute("ROLLBACK");
            }
        }
        catch (SqliteException e) when (DamagedDatabaseException.IsMeantBy(e))
        {
            throw new DamagedDatabaseException(_path, e.Message, e);
        }
        finally
        {
            if (session is not null) _readers.Push(session);
            _reading.Release();
        }
    }

    /// <summary>Writes all or nothing; when the task is done, the change is on disk.</summary>
    public async Task<T> WriteAsync<T>(Func<SqliteSession, T> write, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        T? result = default;
        var waiting = new Write(session => result = write(session));
        ObjectDisposedException.ThrowIf(!_waiting.Writer.TryWrite(waiting), this);

        // Not cancelled from here on: what is answered must be what has happened.
        await waiting.Done.Task;
        return result!;
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
        _waiting.Writer.Complete();
        _writing.GetAwaiter().GetResult();
        while (_readers.TryPop(out var session)) session.Dispose();
        _writer.Dispose();
        _reading.Dispose();
    }

    private async Task WriteAllAsync()
    {
        var together = new List<Write>();
        while (await _waiting.Reader.WaitToReadAsync())
        {
            together.Clear();
            while (together.Count < MostTogether && _waiting.Reader.TryRead(out var next)) together.Add(next);
            Commit(together);
        }
    }

    private void Commit(List<Write> together)
    {
        try
        {
            _writer.Execute("BEGIN IMMEDIATE");
            try
            {
                foreach (var write in together) write.Run(_writer, alone: together.Count == 1);
                _writer.Execute("COMMIT");
            }
            catch
            {
                if (_writer.InTransaction) _writer.Execute("ROLLBACK");
                throw;
            }
        }
        catch (Exception e)
        {
            foreach (var write in together) write.Fail(e);
        }
        foreach (var write in together) write.Answer(_path);
    }

    /// <summary>One caller's change, and the task that the caller waits for.</summary>
    private sealed class Write(Action<SqliteSession> change)
    {
        private Exception? _error;

        // The caller continues on another thread than the writer's.
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Run(SqliteSession session, bool alone)
        {
            if (alone)
            {
                change(session);
                return;
            }
            session.Execute("SAVEPOINT one");
            try
            {
                change(session);
                session.Execute("RELEASE one");
            }
            catch (Exception e) when (session.InTransaction)
            {
                // Only this change is undone; the others continue.
                session.Execute("ROLLBACK TO one");
                session.Execute("RELEASE one");
                _error = e;
            }
        }

        public void Fail(Exception error) => _error ??= error;

        public void Answer(string path)
        {
            if (_error is null) Done.SetResult();
            else if (_error is SqliteException e && DamagedDatabaseException.IsMeantBy(e))
                Done.SetException(new DamagedDatabaseException(path, e.Message, e));
            else Done.SetException(_error);
        }
    }
}
