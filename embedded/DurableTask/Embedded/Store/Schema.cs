namespace Microsoft.DurableTask.Embedded.Store;

/// <summary>The tables. Times are UTC ticks.</summary>
internal static class Schema
{
    const long Version = 1;

    // Inbox: what an instance has not taken in yet. Activities, Timers: what it waits for. A row of theirs leaves in the
    // transaction that puts its outcome into the inbox, so that each outcome is there once, whenever the process dies.
    const string Tables = """
        CREATE TABLE Instances(
            Key INTEGER PRIMARY KEY AUTOINCREMENT,
            Hub TEXT NOT NULL COLLATE NOCASE, InstanceId TEXT NOT NULL, Name TEXT NOT NULL,
            Status INTEGER NOT NULL, Started INTEGER NOT NULL, Generation INTEGER NOT NULL, NextSequence INTEGER NOT NULL,
            CreatedAt INTEGER NOT NULL, UpdatedAt INTEGER NOT NULL,
            Input TEXT, Output TEXT, CustomStatus TEXT, Failure TEXT, Tags TEXT,
            ParentKey INTEGER, ParentGeneration INTEGER, ParentTaskId INTEGER, ParentInstanceId TEXT, ParentName TEXT,
            UNIQUE(Hub, InstanceId));
        CREATE INDEX InstancesByParent ON Instances(ParentKey) WHERE ParentKey IS NOT NULL;
        CREATE TABLE History(
            InstanceKey INTEGER NOT NULL, Sequence INTEGER NOT NULL,
            Kind INTEGER NOT NULL, TaskId INTEGER NOT NULL, Name TEXT, Payload TEXT, InstanceId TEXT, At INTEGER NOT NULL,
            PRIMARY KEY(InstanceKey, Sequence)) WITHOUT ROWID;
        CREATE TABLE Inbox(
            Id INTEGER PRIMARY KEY AUTOINCREMENT,
            InstanceKey INTEGER NOT NULL, Lane INTEGER NOT NULL, Generation INTEGER,
            Kind INTEGER NOT NULL, TaskId INTEGER NOT NULL, Name TEXT, Payload TEXT, InstanceId TEXT, At INTEGER NOT NULL);
        CREATE INDEX InboxByInstance ON Inbox(InstanceKey, Lane, Id);
        CREATE TABLE Activities(
            InstanceKey INTEGER NOT NULL, Generation INTEGER NOT NULL, TaskId INTEGER NOT NULL, Name TEXT NOT NULL, Input TEXT,
            PRIMARY KEY(InstanceKey, Generation, TaskId)) WITHOUT ROWID;
        CREATE TABLE Timers(
            InstanceKey INTEGER NOT NULL, Generation INTEGER NOT NULL, TaskId INTEGER NOT NULL, DueAt INTEGER NOT NULL,
            PRIMARY KEY(InstanceKey, Generation, TaskId)) WITHOUT ROWID;
        """;

    /// <summary>Makes the tables where the file is new.</summary>
    /// <exception cref="InvalidOperationException">The file was written by another version of the engine.</exception>
    public static void Ensure(Statements db, string path)
    {
        db.Execute("PRAGMA journal_mode = WAL");
        // Survives the death of the process at any point; a power failure may take the last moments with it.
        db.Execute("PRAGMA synchronous = NORMAL");
        long version = (long)db.Scalar("PRAGMA user_version")!;
        if (version == Version) return;
        if (version != 0)
        {
            throw new InvalidOperationException(
                $"{path}: the orchestration history has format {version}, and this program reads format {Version}. "
                + "Use the program that wrote it, or move the file away to start with an empty history.");
        }
        db.Execute("BEGIN IMMEDIATE");
        db.Execute(Tables);
        db.Execute($"PRAGMA user_version = {Version}");
        db.Execute("COMMIT");
    }
}
