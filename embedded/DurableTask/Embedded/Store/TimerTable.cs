using Microsoft.DurableTask.Embedded.Replay;

namespace Microsoft.DurableTask.Embedded.Store;

/// <summary>Statements on timers, within the caller's transaction.</summary>
internal static class TimerTable
{
    public static void Insert(Statements db, TimerRow timer) => db.Execute(
        "INSERT INTO Timers(InstanceKey, Generation, TaskId, DueAt) VALUES($1, $2, $3, $4)",
        timer.InstanceKey,
        timer.Generation,
        timer.TaskId,
        timer.DueAt.Ticks);

    public static bool Delete(Statements db, long key, int generation, int taskId) => db.Execute(
        "DELETE FROM Timers WHERE InstanceKey = $1 AND Generation = $2 AND TaskId = $3", key, generation, taskId) > 0;

    /// <summary>Turns timers that are due into messages; gives the instances that got one.</summary>
    public static List<long> Fire(Statements db, IReadOnlyList<TimerRow> due)
    {
        List<long> woken = [];
        foreach (TimerRow timer in due)
        {
            // A timer that was canceled, or whose instance has ended, has no row any more.
            if (!Delete(db, timer.InstanceKey, timer.Generation, timer.TaskId)) continue;
            bool sent = timer.TaskId == NewInstance.StartTaskId
                ? SendStart(db, timer.InstanceKey)
                : InstanceTable.Send(
                    db, timer.InstanceKey, timer.Generation, new(HistoryEventKind.TimerFired, timer.TaskId, At: timer.DueAt));
            if (sent) woken.Add(timer.InstanceKey);
        }
        return woken;
    }

    static bool SendStart(Statements db, long key) =>
        InstanceTable.Find(db, key) is { } row
        && InstanceTable.Send(db, key, null, new(HistoryEventKind.ExecutionStarted, Name: row.Name, Payload: row.Input));
}
