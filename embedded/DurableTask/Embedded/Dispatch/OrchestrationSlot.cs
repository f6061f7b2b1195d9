using Microsoft.DurableTask.Embedded.Replay;
using Microsoft.DurableTask.Embedded.Store;

namespace Microsoft.DurableTask.Embedded.Dispatch;

/// <summary>An orchestration that is at work, or is kept in memory until it goes on.</summary>
internal sealed class OrchestrationSlot(long key)
{
    public long Key { get; } = key;

    public SlotState State { get; set; }

    /// <summary>Where the slot stands among those that are kept, least recently used first; null while it is at work.</summary>
    public LinkedListNode<OrchestrationSlot>? Kept { get; set; }

    /// <summary>The instance as of its last episode; null where it has to be read.</summary>
    public InstanceRow? Row { get; set; }

    /// <summary>The code in memory; null where it has to be replayed.</summary>
    public OrchestrationRun? Run { get; set; }

    public void Forget()
    {
        Row = null;
        Run = null;
    }
}

internal enum SlotState
{
    Idle,
    Queued,
    Running,

    /// <summary>At work, with more to do afterwards.</summary>
    RunningAgain,
}
