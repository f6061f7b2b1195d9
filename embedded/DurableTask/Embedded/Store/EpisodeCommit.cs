using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Embedded.Replay;

namespace Microsoft.DurableTask.Embedded.Store;

/// <summary>All that one episode of an orchestration changes; written in one transaction.</summary>
/// <param name="Row">The instance as it is after the episode, but for <see cref="InstanceRow.NextSequence"/>.</param>
/// <param name="Consumed">The inbox messages that the episode took in.</param>
/// <param name="History">What the history gets, the actions included.</param>
internal sealed record EpisodeCommit(InstanceRow Row, IReadOnlyList<InboxRow> Consumed, IReadOnlyList<HistoryEvent> History)
{
    public IReadOnlyList<int> CanceledTimers { get; init; } = [];

    /// <summary>How the next generation starts; null unless the instance continues as new.</summary>
    public RunEnd.ContinuedAsNew? NextGeneration { get; init; }

    /// <summary>Whether running sub-orchestrations are terminated too.</summary>
    public bool TerminateChildren { get; init; }

    /// <summary>Writes the episode; null where the instance was removed meanwhile.</summary>
    public EpisodeEffects? Apply(Statements db, string hub)
    {
        InstanceRow row = Row with { NextSequence = Row.NextSequence + History.Count };
        if (!InstanceTable.Update(db, row)) return null;
        foreach (InboxRow message in Consumed) db.Execute("DELETE FROM Inbox WHERE Id = $1", message.Id);
        foreach (int timer in CanceledTimers) TimerTable.Delete(db, row.Key, row.Generation, timer);
        AppendHistory(db);

        EpisodeEffects effects = new(row);
        foreach (HistoryEvent action in History)
        {
            if (action.IsAction) StartAction(db, hub, action, effects);
        }
        if (NextGeneration is not null) return StartNextGeneration(db, effects);
        if (row.HasEnded) EndInstance(db, effects);
        return effects;
    }

    void AppendHistory(Statements db)
    {
        long sequence = Row.NextSequence;
        foreach (HistoryEvent entry in History)
        {
            db.Execute(
                "INSERT INTO History(InstanceKey, Sequence, Kind, TaskId, Name, Payload, InstanceId, At) "
                + "VALUES($1, $2, $3, $4, $5, $6, $7, $8)",
                Row.Key,
                sequence++,
                (int)entry.Kind,
                entry.TaskId,
                entry.Name,
                entry.Payload,
                entry.InstanceId,
                entry.At.Ticks);
        }
    }

    void StartAction(Statements db, string hub, HistoryEvent action, EpisodeEffects effects)
    {
        switch (action.Kind)
        {
            case HistoryEventKind.ActivityScheduled:
                ActivityRow activity = new(Row.Key, Row.Generation, action.TaskId, action.Name!, Row.InstanceId, action.Payload);
                ActivityTable.Insert(db, activity);
                effects.Activities.Add(activity);
                break;
            case HistoryEventKind.TimerCreated when !CanceledTimers.Contains(action.TaskId):
                TimerRow timer = new(Row.Key, Row.Generation, action.TaskId, action.At);
                TimerTable.Insert(db, timer);
                effects.Timers.Add(timer);
                break;
            case HistoryEventKind.EventSent:
                if (InstanceTable.Find(db, hub, action.InstanceId!) is { } target
                    && InstanceTable.Send(db, target.Key, null, new(HistoryEventKind.EventRaised, Name: action.Name, Payload: action.Payload)))
                {
                    effects.Woken.Add(target.Key);
                }
                break;
            case HistoryEventKind.SubOrchestrationScheduled:
                StartSubOrchestration(db, hub, action, effects);
                break;
        }
    }

    void StartSubOrchestration(Statements db, string hub, HistoryEvent action, EpisodeEffects effects)
    {
        ParentRow parent = new(Row.Key, Row.Generation, action.TaskId, Row.InstanceId, Row.Name);
        NewInstance child = new(action.InstanceId!, action.Name!, action.Payload, null, Row.UpdatedAt, null, parent);
        CreateOutcome outcome = child.Create(db, hub, DedupeStatuses.Default);
        if (outcome.Key is { } key)
        {
            effects.Woken.Add(key);
            return;
        }
        string message = $"Sub-orchestration '{action.Name}' was not started: instance id '{action.InstanceId}' is in use by an instance "
            + $"that is {outcome.KeptStatus}. Wait for that one or choose another id.";
        StoredFailure failure = new(typeof(InvalidOperationException).ToString(), message, null, null);
        InstanceTable.Send(
            db, Row.Key, Row.Generation, new(HistoryEventKind.SubOrchestrationFailed, action.TaskId, action.Name, failure.ToJson()));
        effects.Woken.Add(Row.Key);
    }

    EpisodeEffects StartNextGeneration(Statements db, EpisodeEffects effects)
    {
        InstanceRow next = effects.Row with
        {
            Input = NextGeneration!.Input,
            Generation = Row.Generation + 1,
            NextSequence = 0,
            Started = false,
            Status = OrchestrationRuntimeStatus.Running,
        };
        db.Execute("DELETE FROM History WHERE InstanceKey = $1", Row.Key);
        db.Execute("DELETE FROM Timers WHERE InstanceKey = $1", Row.Key);
        InstanceTable.Update(db, next);
        HistoryEvent start = new(HistoryEventKind.ExecutionStarted, Name: Row.Name, Payload: next.Input);
        InstanceTable.Send(db, Row.Key, null, start);
        foreach (HistoryEvent carried in NextGeneration.CarriedEvents)
            InstanceTable.Send(db, Row.Key, null, carried, InboxLane.Carried);
        effects.Woken.Add(Row.Key);
        return effects with { Row = next, Timers = [] };
    }

    void EndInstance(Statements db, EpisodeEffects effects)
    {
        // Activities in flight run to their end, unheard; timers and messages are of no use any more.
        db.Execute("DELETE FROM Timers WHERE InstanceKey = $1", Row.Key);
        db.Execute("DELETE FROM Inbox WHERE InstanceKey = $1", Row.Key);
        effects.Timers.Clear();
        if (InstanceTable.SendToParent(db, Row) is { } parent) effects.Woken.Add(parent);
        if (!TerminateChildren) return;
        HistoryEvent terminate = new(HistoryEventKind.Terminated, Name: Termination.Recursive, Payload: Row.Output);
        foreach (long child in InstanceTable.Children(db, Row.Key, ended: false))
        {
            if (InstanceTable.Send(db, child, null, terminate)) effects.Woken.Add(child);
        }
    }
}

/// <summary>What the engine has to do after an episode is written.</summary>
/// <param name="Row">The instance as it is stored now.</param>
internal sealed record EpisodeEffects(InstanceRow Row)
{
    public List<ActivityRow> Activities { get; init; } = [];

    public List<TimerRow> Timers { get; init; } = [];

    /// <summary>Instances that have got a message.</summary>
    public HashSet<long> Woken { get; init; } = [];
}

internal static class Termination
{
    /// <summary>The name of a termination message that is passed on to sub-orchestrations.</summary>
    public const string Recursive = "recursive";
}
