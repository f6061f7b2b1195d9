using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Embedded.Replay;

namespace Microsoft.DurableTask.Embedded.Store;

/// <summary>An instance as it is stored.</summary>
/// <param name="Key">Names the instance within the file; an id that is used again gets a new key.</param>
/// <param name="Started">Whether its history has begun.</param>
/// <param name="Generation">How often it has continued as new. Results for an earlier generation are dropped.</param>
/// <param name="NextSequence">Where its history goes on.</param>
internal sealed record InstanceRow(
    long Key,
    string InstanceId,
    string Name,
    OrchestrationRuntimeStatus Status,
    bool Started,
    int Generation,
    long NextSequence,
    DateTime CreatedAt,
    DateTime UpdatedAt,
    string? Input,
    string? Output,
    string? CustomStatus,
    string? Failure,
    string? Tags,
    ParentRow? Parent)
{
    public bool HasEnded => Status.HasEnded();

    public OrchestrationStart ToStart() => new(
        Name, InstanceId, Input, Parent is null ? null : new ParentOrchestrationInstance(Parent.Name, Parent.InstanceId));
}

/// <summary>Who waits for a sub-orchestration, and at which step.</summary>
internal sealed record ParentRow(long Key, int Generation, int TaskId, string InstanceId, string Name);

/// <param name="Generation">The generation that the message is for; null for any.</param>
internal sealed record InboxRow(long Id, int? Generation, HistoryEvent Event);

internal sealed record ActivityRow(long InstanceKey, int Generation, int TaskId, string Name, string InstanceId, string? Input);

internal sealed record TimerRow(long InstanceKey, int Generation, int TaskId, DateTime DueAt);

/// <summary>The order in which an inbox is read. Control comes first, so that no pile of events keeps a resumption from being seen.</summary>
internal enum InboxLane
{
    Control = 0,
    Start = 1,

    /// <summary>Events that the generation before has left.</summary>
    Carried = 2,
    Ordinary = 3,
}

internal static class OrchestrationRuntimeStatusExtensions
{
    /// <summary>True for a status that an instance never leaves.</summary>
    public static bool HasEnded(this OrchestrationRuntimeStatus status) => status is OrchestrationRuntimeStatus.Completed
        or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Canceled or OrchestrationRuntimeStatus.Terminated;
}
