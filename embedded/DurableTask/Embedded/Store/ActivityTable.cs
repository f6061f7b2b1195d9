using Microsoft.DurableTask.Embedded.Replay;

namespace Microsoft.DurableTask.Embedded.Store;

/// <summary>Statements on activities in flight, within the caller's transaction.</summary>
internal static class ActivityTable
{
    public static void Insert(Statements db, ActivityRow activity) => db.Execute(
        "INSERT INTO Activities(InstanceKey, Generation, TaskId, Name, Input) VALUES($1, $2, $3, $4, $5)",
        activity.InstanceKey,
        activity.Generation,
        activity.TaskId,
        activity.Name,
        activity.Input);

    /// <summary>Turns an activity into the message of its outcome; false where nobody waits for it any more.</summary>
    public static bool Complete(Statements db, ActivityRow activity, HistoryEvent outcome) =>
        db.Execute(
            "DELETE FROM Activities WHERE InstanceKey = $1 AND Generation = $2 AND TaskId = $3",
            activity.InstanceKey,
            activity.Generation,
            activity.TaskId) > 0
        && InstanceTable.Send(db, activity.InstanceKey, activity.Generation, outcome);
}
