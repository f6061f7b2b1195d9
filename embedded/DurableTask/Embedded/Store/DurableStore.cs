using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Embedded.Replay;

namespace Microsoft.DurableTask.Embedded.Store;

/// <summary>Instances, histories, inboxes and work in flight of one task hub, in one SQLite file.</summary>
internal sealed class DurableStore : IDisposable
{
    const int PurgeBatch = 200;

    readonly string hub;
    readonly StoreLock storeLock;
    readonly Statements connection;
    readonly StoreWriter writer;
    readonly StoreReaders readers;

    /// <exception cref="InvalidOperationException">Another host uses the file, or its format is not known.</exception>
    public DurableStore(string path, string hub)
    {
        this.hub = hub;
        path = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        storeLock = new(path);
        Statements? db = null;
        try
        {
            db = new(path, SqliteOpenMode.ReadWriteCreate);
            Schema.Ensure(db, path);
        }
        catch
        {
            db?.Dispose();
            storeLock.Dispose();
            throw;
        }
        connection = db;
        writer = new(connection);
        readers = new(path);
    }

    public InstanceRow? Find(string instanceId) => readers.Read(db => InstanceTable.Find(db, hub, instanceId));

    public InstanceRow? Find(long key) => readers.Read(db => InstanceTable.Find(db, key));

    public List<InstanceRow> Query(InstanceQuery query, long after, int limit) => readers.Read(db => query.Run(db, hub, after, limit));

    public List<HistoryEvent> History(long key) => readers.Read(db => db.Query(
        "SELECT Kind, TaskId, Name, Payload, InstanceId, At FROM History WHERE InstanceKey = $1 ORDER BY Sequence",
        row => ReadEvent(row, 0),
        key));

    /// <summary>The oldest messages of an inbox.</summary>
    public List<InboxRow> Inbox(long key, int limit) => readers.Read(db => db.Query(
        "SELECT Id, Generation, Kind, TaskId, Name, Payload, InstanceId, At FROM Inbox WHERE InstanceKey = $1 ORDER BY Lane, Id LIMIT $2",
        row => new InboxRow(row.GetInt64(0), (int?)row.Integer(1), ReadEvent(row, 2)),
        key,
        limit));

    /// <summary>What was in flight when the engine last stopped or died.</summary>
    public (List<long> Instances, List<ActivityRow> Activities, List<TimerRow> Timers) InFlight() => readers.Read(db => (
        db.Query(
            "SELECT DISTINCT InstanceKey FROM Inbox JOIN Instances ON Key = InstanceKey WHERE Hub = $1", row => row.GetInt64(0), hub),
        db.Query(
            "SELECT a.InstanceKey, a.Generation, a.TaskId, a.Name, i.InstanceId, a.Input "
            + "FROM Activities a JOIN Instances i ON i.Key = a.InstanceKey WHERE i.Hub = $1",
            row => new ActivityRow(
                row.GetInt64(0), row.GetInt32(1), row.GetInt32(2), row.GetString(3), row.GetString(4), row.Text(5)),
            hub),
        db.Query(
            "SELECT t.InstanceKey, t.Generation, t.TaskId, t.DueAt FROM Timers t JOIN Instances i ON i.Key = t.InstanceKey WHERE i.Hub = $1",
            row => new TimerRow(row.GetInt64(0), row.GetInt32(1), row.GetInt32(2), row.Time(3)),
            hub)));

    public Task<CreateOutcome> CreateAsync(NewInstance instance, IReadOnlySet<OrchestrationRuntimeStatus> kept) =>
        writer.WriteAsync(db => instance.Create(db, hub, kept));

    /// <summary>Sends a message to an instance; gives its key, or null where no such instance runs.</summary>
    public Task<long?> SendAsync(string instanceId, HistoryEvent message) => writer.WriteAsync<long?>(db =>
        InstanceTable.Find(db, hub, instanceId) is { } row && InstanceTable.Send(db, row.Key, null, message) ? row.Key : null);

    public Task<EpisodeEffects?> CommitAsync(EpisodeCommit commit) => writer.WriteAsync(db => commit.Apply(db, hub));

    public Task<bool> CompleteAsync(ActivityRow activity, HistoryEvent outcome) =>
        writer.WriteAsync(db => ActivityTable.Complete(db, activity, outcome));

    public Task<List<long>> FireAsync(IReadOnlyList<TimerRow> due) => writer.WriteAsync(db => TimerTable.Fire(db, due));

    /// <summary>Deletes an instance that has ended, and its ended sub-orchestrations if asked; gives how many.</summary>
    public Task<int> PurgeAsync(string instanceId, bool recursive) => writer.WriteAsync(db =>
        InstanceTable.Find(db, hub, instanceId) is { HasEnded: true } row ? Purge(db, row.Key, recursive) : 0);

    /// <summary>Deletes all instances that have ended and match; gives how many.</summary>
    public async Task<int> PurgeAsync(InstanceQuery query, bool recursive, CancellationToken cancellation)
    {
        int purged = 0;
        for (long after = 0; ;)
        {
            cancellation.ThrowIfCancellationRequested();
            long from = after;
            (int count, long? last) = await writer.WriteAsync(db =>
            {
                List<InstanceRow> rows = query.Run(db, hub, from, PurgeBatch);
                int deleted = rows.Where(row => row.HasEnded).Sum(row => Purge(db, row.Key, recursive));
                return (deleted, rows.Count == 0 ? (long?)null : rows[^1].Key);
            });
            purged += count;
            if (last is not { } key) return purged;
            after = key;
        }
    }

    public void Dispose()
    {
        writer.Dispose();
        readers.Dispose();
        connection.Dispose();
        storeLock.Dispose();
    }

    static int Purge(Statements db, long key, bool recursive)
    {
        // With recursion a child may be gone already when the listing comes to it.
        if (InstanceTable.Find(db, key) is null) return 0;
        int purged = 1;
        if (recursive) purged += InstanceTable.Children(db, key, ended: true).Sum(child => Purge(db, child, recursive));
        InstanceTable.Delete(db, key);
        return purged;
    }

    static HistoryEvent ReadEvent(SqliteDataReader row, int column) => new(
        (HistoryEventKind)row.GetInt32(column),
        row.GetInt32(column + 1),
        row.Text(column + 2),
        row.Text(column + 3),
        row.Text(column + 4),
        row.Time(column + 5));
}
