namespace Microsoft.DurableTask.Embedded.Replay;

/// <summary>What happened in an orchestration. Stored by number: never renumber.</summary>
internal enum HistoryEventKind
{
    /// <summary>A batch of events begins; <see cref="HistoryEvent.At"/> is the orchestrator's clock for it.</summary>
    EpisodeStarted = 0,
    ExecutionStarted = 1,
    ActivityScheduled = 2,
    ActivityCompleted = 3,
    ActivityFailed = 4,
    SubOrchestrationScheduled = 5,
    SubOrchestrationCompleted = 6,
    SubOrchestrationFailed = 7,
    TimerCreated = 8,
    TimerFired = 9,
    EventSent = 10,
    EventRaised = 11,
    Suspended = 12,
    Resumed = 13,
    Terminated = 14,
    ExecutionCompleted = 15,
    ExecutionFailed = 16,
}

/// <summary>One entry of an orchestration's history, and of its inbox before that.</summary>
/// <param name="TaskId">The number of the step that the entry starts or ends; -1 for none.</param>
/// <param name="Name">The activity, orchestrator or event.</param>
/// <param name="Payload">Stored input, result or failure.</param>
/// <param name="InstanceId">The other instance: a sub-orchestration, or whom an event was sent to.</param>
/// <param name="At">The time (UTC) of the episode, or at which a timer is due.</param>
internal sealed record HistoryEvent(
    HistoryEventKind Kind,
    int TaskId = -1,
    string? Name = null,
    string? Payload = null,
    string? InstanceId = null,
    DateTime At = default)
{
    /// <summary>True for what the orchestrator's code does, false for what comes to it.</summary>
    public bool IsAction => Kind is HistoryEventKind.ActivityScheduled or HistoryEventKind.SubOrchestrationScheduled
        or HistoryEventKind.TimerCreated or HistoryEventKind.EventSent;

    /// <summary>True for what acts on the instance as a whole, whatever its code waits for.</summary>
    public bool IsControl => Kind is HistoryEventKind.Suspended or HistoryEventKind.Resumed or HistoryEventKind.Terminated;
}
