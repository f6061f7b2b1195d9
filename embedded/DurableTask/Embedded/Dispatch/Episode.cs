using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Embedded.Replay;
using Microsoft.DurableTask.Embedded.Store;

namespace Microsoft.DurableTask.Embedded.Dispatch;

/// <summary>What an instance takes out of its inbox at one time.</summary>
/// <param name="Row">The instance with suspension and clock brought up to date.</param>
/// <param name="Consumed">The messages that leave the inbox; a suspended instance leaves most of them there.</param>
/// <param name="Control">Suspensions and resumptions, for the history only.</param>
/// <param name="Events">What the code gets, the episode's clock first; empty where it gets nothing.</param>
/// <param name="Termination">The wish to end the instance; null where there is none.</param>
internal sealed record Episode(
    InstanceRow Row,
    IReadOnlyList<InboxRow> Consumed,
    IReadOnlyList<HistoryEvent> Control,
    IReadOnlyList<HistoryEvent> Events,
    HistoryEvent? Termination)
{
    public bool IsSuspended => Row.Status == OrchestrationRuntimeStatus.Suspended;

    public bool HasWork => Events.Count > 0;

    public static Episode Take(InstanceRow row, IReadOnlyList<InboxRow> inbox, DateTime now)
    {
        // The orchestrator's clock never goes back, even where the machine's does.
        DateTime time = now > row.UpdatedAt ? now : row.UpdatedAt;
        List<InboxRow> consumed = [.. inbox.Where(message => message.Event.IsControl)];
        List<HistoryEvent> control = [.. consumed.Select(message => message.Event)];
        if (control.Find(message => message.Kind == HistoryEventKind.Terminated) is { } termination)
        {
            control.Remove(termination);
            return new(row with { UpdatedAt = time }, consumed, control, [], termination);
        }

        OrchestrationRuntimeStatus status = row.Status;
        foreach (HistoryEvent message in control) status = AfterControl(row, status, message);
        bool canRun = status != OrchestrationRuntimeStatus.Suspended
            && (row.Started || inbox.Any(message => message.Event.Kind == HistoryEventKind.ExecutionStarted));
        List<HistoryEvent> events = [];
        if (canRun)
        {
            foreach (InboxRow message in inbox)
            {
                if (message.Event.IsControl) continue;
                consumed.Add(message);
                // A message for an earlier generation has nobody to take it.
                if (message.Generation is { } generation && generation != row.Generation) continue;
                events.Add(message.Event);
                if (message.Event.Kind == HistoryEventKind.TimerFired && message.Event.At > time) time = message.Event.At;
            }
        }
        row = row with { Status = status, UpdatedAt = consumed.Count > 0 ? time : row.UpdatedAt };
        if (events.Count > 0) events.Insert(0, new(HistoryEventKind.EpisodeStarted, At: time));
        return new(row, consumed, control, events, null);
    }

    static OrchestrationRuntimeStatus AfterControl(InstanceRow row, OrchestrationRuntimeStatus status, HistoryEvent message) =>
        message.Kind == HistoryEventKind.Suspended ? OrchestrationRuntimeStatus.Suspended
        : status != OrchestrationRuntimeStatus.Suspended ? status
        : row.Started ? OrchestrationRuntimeStatus.Running : OrchestrationRuntimeStatus.Pending;
}
