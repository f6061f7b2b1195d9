using System.Collections.Concurrent;

namespace Microsoft.DurableTask.Embedded.Store;

/// <summary>
/// The one writer of the file. What is asked for while it writes is committed together, so that many small changes cost
/// little; each change is still all or nothing.
/// </summary>
internal sealed class StoreWriter : IDisposable
{
    const int MaxBatch = 256;

    readonly Statements db;
    readonly BlockingCollection<IChange> changes = [];
    readonly Thread thread;

    public StoreWriter(Statements db)
    {
        this.db = db;
        thread = new(Run) { IsBackground = true, Name = "Durable history writer" };
        thread.Start();
    }

    /// <summary>Makes a change; the task ends when it is committed. <paramref name="change"/> may run twice, and must touch nothing but the file.</summary>
    /// <exception cref="StoreClosedException">The writer has been closed.</exception>
    public Task<T> WriteAsync<T>(Func<Statements, T> change)
    {
        Change<T> request = new(change);
        try
        {
            changes.Add(request);
        }
        catch (InvalidOperationException)
        {
            throw new StoreClosedException();
        }
        return request.Task;
    }

    /// <summary>Writes what was asked for, and stops.</summary>
    public void Dispose()
    {
        changes.CompleteAdding();
        thread.Join();
        changes.Dispose();
    }

    void Run()
    {
        List<IChange> batch = [];
        foreach (IChange first in changes.GetConsumingEnumerable())
        {
            batch.Clear();
            batch.Add(first);
            while (batch.Count < MaxBatch && changes.TryTake(out IChange? next)) batch.Add(next);
            if (TryCommit(batch) is not null)
            {
                // One bad change spoils the whole transaction: give each its own, so that only its caller hears of it.
                foreach (IChange change in batch)
                {
                    if (TryCommit([change]) is { } failure) change.Fail(failure);
                }
            }
        }
    }

    Exception? TryCommit(List<IChange> batch)
    {
        try
        {
            db.Execute("BEGIN IMMEDIATE");
            foreach (IChange change in batch) change.Apply(db);
            db.Execute("COMMIT");
        }
        catch (Exception e)
        {
            return Rollback() ?? e;
        }
        foreach (IChange change in batch) change.Succeed();
        return null;
    }

    Exception? Rollback()
    {
        try
        {
            // SQLite itself rolls back on some errors; then there is nothing left to do.
            if (db.IsInTransaction) db.Execute("ROLLBACK");
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    interface IChange
    {
        void Apply(Statements db);

        void Succeed();

        void Fail(Exception e);
    }

    sealed class Change<T>(Func<Statements, T> change) : IChange
    {
        readonly TaskCompletionSource<T> source = new(TaskCreationOptions.RunContinuationsAsynchronously);
        T? result;

        public Task<T> Task => source.Task;

        public void Apply(Statements db) => result = change(db);

        public void Succeed() => source.SetResult(result!);

        public void Fail(Exception e) => source.SetException(e);
    }
}

/// <summary>Thrown for a change that comes after the engine has stopped; it is made again after the next start.</summary>
internal sealed class StoreClosedException() : Exception("The durable engine has stopped.");
