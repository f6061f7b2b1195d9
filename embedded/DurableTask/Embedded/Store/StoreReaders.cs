using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Microsoft.DurableTask.Embedded.Store;

/// <summary>Connections for reading, which go on beside the writer.</summary>
internal sealed class StoreReaders(string path) : IDisposable
{
    readonly ConcurrentBag<Statements> idle = [];
    volatile bool closed;

    /// <exception cref="StoreClosedException">The engine has stopped.</exception>
    public T Read<T>(Func<Statements, T> read)
    {
        if (closed) throw new StoreClosedException();
        if (!idle.TryTake(out Statements? db)) db = new(path, SqliteOpenMode.ReadWrite);
        try
        {
            return read(db);
        }
        finally
        {
            idle.Add(db);
            if (closed) Dispose();
        }
    }

    public void Dispose()
    {
        closed = true;
        while (idle.TryTake(out Statements? db)) db.Dispose();
    }
}
