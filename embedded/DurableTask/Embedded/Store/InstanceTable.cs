using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Embedded.Replay;

namespace Microsoft.DurableTask.Embedded.Store;

/// <summary>Statements on instances and their inboxes, within the caller's transaction.</summary>
internal static class InstanceTable
{
    public const string Columns = "Key, InstanceId, Name, Status, Started, Generation, NextSequence, CreatedAt, UpdatedAt, "
        + "Input, Output, CustomStatus, Failure, Tags, ParentKey, ParentGeneration, ParentTaskId, ParentInstanceId, ParentName";

    // The statuses that end an instance, as numbers; see OrchestrationRuntimeStatusExtensions.HasEnded.
    public const string EndedStatuses = "(1, 3, 4, 5)";

    public static InstanceRow Read(SqliteDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.GetString(2),
        (OrchestrationRuntimeStatus)row.GetInt32(3),
        row.GetBoolean(4),
        row.GetInt32(5),
        row.GetInt64(6),
        row.Time(7),
        row.Time(8),
        row.Text(9),
        row.Text(10),
        row.Text(11),
        row.Text(12),
        row.Text(13),
        row.IsDBNull(14) ? null : new(row.GetInt64(14), row.GetInt32(15), row.GetInt32(16), row.GetString(17), row.GetString(18)));

    public static InstanceRow? Find(Statements db, string hub, string instanceId) => db.Query(
        $"SELECT {Columns} FROM Instances WHERE Hub = $1 AND InstanceId = $2", Read, hub, instanceId).FirstOrDefault();

    public static InstanceRow? Find(Statements db, long key) =>
        db.Query($"SELECT {Columns} FROM Instances WHERE Key = $1", Read, key).FirstOrDefault();

    /// <summary>Adds a pending instance, without what starts it, and gives its key.</summary>
    public static long Insert(Statements db, string hub, NewInstance instance) => (long)db.Scalar(
        "INSERT INTO Instances(Hub, InstanceId, Name, Status, Started, Generation, NextSequence, CreatedAt, UpdatedAt, Input, Tags, "
        + "ParentKey, ParentGeneration, ParentTaskId, ParentInstanceId, ParentName) "
        + "VALUES($1, $2, $3, $4, 0, 0, 0, $5, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING Key",
        hub,
        instance.InstanceId,
        instance.Name,
        (int)OrchestrationRuntimeStatus.Pending,
        instance.Now.Ticks,
        instance.Input,
        instance.Tags,
        instance.Parent?.Key,
        instance.Parent?.Generation,
        instance.Parent?.TaskId,
        instance.Parent?.InstanceId,
        instance.Parent?.Name)!;

    /// <summary>Writes what an episode changes; false where the instance is gone.</summary>
    public static bool Update(Statements db, InstanceRow row) => db.Execute(
        "UPDATE Instances SET Status = $2, Started = $3, Generation = $4, NextSequence = $5, UpdatedAt = $6, "
        + "Input = $7, Output = $8, CustomStatus = $9, Failure = $10 WHERE Key = $1",
        row.Key,
        (int)row.Status,
        row.Started ? 1 : 0,
        row.Generation,
        row.NextSequence,
        row.UpdatedAt.Ticks,
        row.Input,
        row.Output,
        row.CustomStatus,
        row.Failure) > 0;

    /// <summary>Removes an instance with all that belongs to it.</summary>
    public static void Delete(Statements db, long key)
    {
        db.Execute("DELETE FROM History WHERE InstanceKey = $1", key);
        db.Execute("DELETE FROM Inbox WHERE InstanceKey = $1", key);
        db.Execute("DELETE FROM Activities WHERE InstanceKey = $1", key);
        db.Execute("DELETE FROM Timers WHERE InstanceKey = $1", key);
        db.Execute("DELETE FROM Instances WHERE Key = $1", key);
    }

    public static List<long> Children(Statements db, long key, bool ended) => db.Query(
        $"SELECT Key FROM Instances WHERE ParentKey = $1 AND Status {(ended ? "IN" : "NOT IN")} {EndedStatuses}",
        row => row.GetInt64(0),
        key);

    /// <summary>Puts a message into an inbox; false where the instance is gone, has ended, or is past the generation meant.</summary>
    /// <param name="generation">The generation that the message is for; null for any.</param>
    /// <param name="lane">Where it queues; null for the lane of its kind.</param>
    public static bool Send(Statements db, long key, int? generation, HistoryEvent message, InboxLane? lane = null) => db.Execute(
            "INSERT INTO Inbox(InstanceKey, Lane, Generation, Kind, TaskId, Name, Payload, InstanceId, At) "
            + "SELECT Key, $3, $2, $4, $5, $6, $7, $8, $9 FROM Instances "
            + $"WHERE Key = $1 AND Status NOT IN {EndedStatuses} AND ($2 IS NULL OR Generation = $2)",
            key,
            generation,
            (int)(lane ?? LaneOf(message)),
            (int)message.Kind,
            message.TaskId,
            message.Name,
            message.Payload,
            message.InstanceId,
            message.At.Ticks) > 0;

    /// <summary>Tells the parent, if there is one that waits, how the instance ended; gives the parent's key where it was told.</summary>
    public static long? SendToParent(Statements db, InstanceRow row)
    {
        if (row.Parent is not { } parent) return null;
        HistoryEvent message = row.Status == OrchestrationRuntimeStatus.Completed
            ? new(HistoryEventKind.SubOrchestrationCompleted, parent.TaskId, row.Name, row.Output)
            : new(HistoryEventKind.SubOrchestrationFailed, parent.TaskId, row.Name, row.Failure ?? Terminated(row).ToJson());
        return Send(db, parent.Key, parent.Generation, message) ? parent.Key : null;
    }

    static InboxLane LaneOf(HistoryEvent message) =>
        message.IsControl ? InboxLane.Control
        : message.Kind == HistoryEventKind.ExecutionStarted ? InboxLane.Start
        : InboxLane.Ordinary;

    static StoredFailure Terminated(InstanceRow row) => new(
        "OrchestrationTerminated",
        $"Sub-orchestration '{row.Name}' with instance id '{row.InstanceId}' was terminated"
        + (row.Output is null ? "." : $": {row.Output}"),
        null,
        null);
}
