using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Embedded.Replay;

namespace Microsoft.DurableTask.Embedded.Store;

/// <summary>An instance that is to be made.</summary>
/// <param name="StartAt">When it may start; null for at once.</param>
internal sealed record NewInstance(
    string InstanceId, string Name, string? Input, string? Tags, DateTime Now, DateTime? StartAt = null, ParentRow? Parent = null)
{
    // The step number of the timer that starts an instance later; steps of its own count from 0.
    public const int StartTaskId = -1;

    /// <summary>
    /// Makes the instance. One of the same id is replaced, unless its status is among <paramref name="kept"/>; then nothing
    /// changes and that status is the answer.
    /// </summary>
    public CreateOutcome Create(Statements db, string hub, IReadOnlySet<OrchestrationRuntimeStatus> kept)
    {
        long? told = null;
        if (InstanceTable.Find(db, hub, InstanceId) is { } existing)
        {
            if (kept.Contains(existing.Status)) return new(null, null, existing.Status);
            if (!existing.HasEnded)
                told = InstanceTable.SendToParent(db, existing with { Status = OrchestrationRuntimeStatus.Terminated });
            InstanceTable.Delete(db, existing.Key);
        }
        long key = InstanceTable.Insert(db, hub, this);
        HistoryEvent start = new(HistoryEventKind.ExecutionStarted, Name: Name, Payload: Input);
        if (StartAt is not { } at || at <= Now)
        {
            InstanceTable.Send(db, key, null, start);
            return new(key, null, null, told);
        }
        TimerRow timer = new(key, 0, StartTaskId, at);
        TimerTable.Insert(db, timer);
        return new(key, timer, null, told);
    }
}

/// <param name="Key">The new instance; null where an existing one was kept.</param>
/// <param name="StartTimer">What starts it later; null where it starts at once.</param>
/// <param name="KeptStatus">The status of the existing instance that was kept.</param>
/// <param name="Told">The parent of a replaced instance, which has been told of its end.</param>
internal sealed record CreateOutcome(long? Key, TimerRow? StartTimer, OrchestrationRuntimeStatus? KeptStatus, long? Told = null);
