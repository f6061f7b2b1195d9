using DurableTask.Core.Exceptions;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Embedded.Replay;
using Microsoft.DurableTask.Embedded.Store;
using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask.Embedded.Dispatch;

/// <summary>Runs one episode: takes in an instance's messages, lets its code go on, and stores all that follows at once.</summary>
internal sealed class EpisodeRunner(EngineParts parts, Action<EpisodeEffects> onCommitted, Action<long> wake)
{
    // A bound on memory; the rest of a longer inbox makes another episode.
    const int MaxMessages = 1000;

    /// <summary>Runs an episode of the instance in <paramref name="slot"/>; true where more is to do at once.</summary>
    public async Task<bool> RunAsync(OrchestrationSlot slot)
    {
        if ((slot.Row ??= parts.Store.Find(slot.Key)) is not { HasEnded: false } row)
        {
            slot.Forget();
            return false;
        }
        List<InboxRow> inbox = parts.Store.Inbox(slot.Key, MaxMessages);
        Episode episode = Episode.Take(row, inbox, parts.UtcNow);
        EpisodeCommit? commit = episode.Termination is { } termination
            ? Terminate(episode, termination)
            : episode.HasWork || slot.Run is { HasIllegalAwait: true } && !episode.IsSuspended
                ? Continue(slot, episode)
                : episode.Consumed.Count > 0 ? new(episode.Row, episode.Consumed, episode.Control) : null;
        if (commit is null) return false;
        await CommitAsync(slot, commit);
        return inbox.Count == MaxMessages && commit.Consumed.Count > 0;
    }

    static EpisodeCommit Terminate(Episode episode, HistoryEvent termination)
    {
        InstanceRow row = episode.Row with { Status = OrchestrationRuntimeStatus.Terminated, Output = termination.Payload };
        return new(row, episode.Consumed, [.. episode.Control, termination]) { TerminateChildren = termination.Name == Termination.Recursive };
    }

    EpisodeCommit Continue(OrchestrationSlot slot, Episode episode)
    {
        if (!parts.Functions.HasOrchestrator(episode.Row.Name)) return Fail(episode, UnknownOrchestrator(episode.Row.Name));
        try
        {
            slot.Run ??= Rebuild(episode.Row);
        }
        catch (Exception e) when (e is NonDeterministicOrchestrationException or InvalidOperationException)
        {
            return Fail(episode, StoredFailure.FromException(e));
        }
        EpisodeOutcome outcome = slot.Run.Execute(episode.Events);
        List<HistoryEvent> history = [.. episode.Control, .. episode.Events, .. outcome.Actions];
        InstanceRow row = episode.Row with
        {
            Started = true,
            Status = OrchestrationRuntimeStatus.Running,
            CustomStatus = outcome.CustomStatus,
        };
        switch (outcome.End)
        {
            case RunEnd.Completed completed:
                history.Add(new(HistoryEventKind.ExecutionCompleted, Payload: completed.Output));
                row = row with { Status = OrchestrationRuntimeStatus.Completed, Output = completed.Output };
                break;
            case RunEnd.Failed failed:
                string failure = failed.Failure.ToJson();
                history.Add(new(HistoryEventKind.ExecutionFailed, Payload: failure));
                row = row with { Status = OrchestrationRuntimeStatus.Failed, Failure = failure };
                break;
        }
        return new(row, episode.Consumed, history)
        {
            CanceledTimers = outcome.CanceledTimers,
            NextGeneration = outcome.End as RunEnd.ContinuedAsNew,
        };
    }

    OrchestrationRun Rebuild(InstanceRow row)
    {
        long key = row.Key;
        OrchestrationRun run = new(parts.Functions, row.ToStart(), parts.Converter, parts.LoggerFactory, () => wake(key));
        if (row.Started) run.Replay(parts.Store.History(key));
        return run;
    }

    static EpisodeCommit Fail(Episode episode, StoredFailure failure)
    {
        string json = failure.ToJson();
        InstanceRow row = episode.Row with { Status = OrchestrationRuntimeStatus.Failed, Failure = json };
        return new(row, episode.Consumed, [.. episode.Control, .. episode.Events, new(HistoryEventKind.ExecutionFailed, Payload: json)]);
    }

    async Task CommitAsync(OrchestrationSlot slot, EpisodeCommit commit)
    {
        if (await parts.Store.CommitAsync(commit) is not { } effects)
        {
            slot.Forget();
            return;
        }
        Log(commit);
        slot.Row = effects.Row;
        if (effects.Row.HasEnded || commit.NextGeneration is not null) slot.Run = null;
        onCommitted(effects);
    }

    void Log(EpisodeCommit commit)
    {
        InstanceRow row = commit.Row;
        if (commit.History.Any(entry => entry.Kind == HistoryEventKind.ExecutionStarted))
            parts.Logger.LogInformation("Orchestration '{Name}' {InstanceId} started.", row.Name, row.InstanceId);
        if (row.Status == OrchestrationRuntimeStatus.Failed)
        {
            StoredFailure failure = StoredFailure.Parse(row.Failure!);
            parts.Logger.LogError(
                "Orchestration '{Name}' {InstanceId} failed: {Type}: {Message}", row.Name, row.InstanceId, failure.Type, failure.Message);
        }
        else if (row.HasEnded)
        {
            parts.Logger.LogInformation("Orchestration '{Name}' {InstanceId}: {Status}.", row.Name, row.InstanceId, row.Status);
        }
    }

    static StoredFailure UnknownOrchestrator(string name) => new(
        "OrchestratorTaskNotFound",
        $"The function '{name}' doesn't exist, is disabled, or is not an orchestrator function.",
        null,
        null,
        NonRetriable: true);
}
