using DurableTask.Core.Exceptions;
using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask.Embedded.Replay;

/// <summary>
/// One orchestrator's code in memory: its state is built by feeding it history, and goes on by feeding it new events.
/// Used by one thread at a time.
/// </summary>
internal sealed class OrchestrationRun
{
    readonly IDurableFunctions functions;
    readonly OrchestrationStart start;
    readonly DataConverter converter;
    readonly OrchestratorThread thread;
    readonly EmbeddedOrchestrationContext context;
    readonly Dictionary<int, OpenTask> open = [];
    readonly List<HistoryEvent> actions = [];
    readonly List<int> canceledTimers = [];
    readonly Action onForeignContinuation;
    int nextTaskId;
    Task<object?>? execution;
    volatile bool illegalAwait;

    /// <param name="onForeignContinuation">Called, on any thread, when the code awaited a task that is not durable and that has ended.</param>
    public OrchestrationRun(
        IDurableFunctions functions,
        OrchestrationStart start,
        DataConverter converter,
        ILoggerFactory loggerFactory,
        Action onForeignContinuation)
    {
        this.functions = functions;
        this.start = start;
        this.converter = converter;
        this.onForeignContinuation = onForeignContinuation;
        Events = new(converter, IsOnOrchestratorThread);
        context = new(this, start, converter, loggerFactory);
        thread = new(NoteIllegalAwait);
    }

    public DateTime CurrentUtcDateTime { get; private set; }

    public bool IsReplaying { get; private set; }

    /// <summary>True once the code has awaited something that is not durable: the run must fail.</summary>
    public bool HasIllegalAwait => illegalAwait;

    public ExternalEvents Events { get; }

    /// <summary>Rebuilds the state from history.</summary>
    /// <exception cref="NonDeterministicOrchestrationException">The code does other steps than history has.</exception>
    public void Replay(IEnumerable<HistoryEvent> history)
    {
        IsReplaying = true;
        int matched = 0;
        foreach (HistoryEvent past in history)
        {
            if (past.IsAction)
            {
                HistoryEvent? done = matched < actions.Count ? actions[matched] : null;
                if (done is null || !IsSameStep(past, done)) throw Differs(past, done);
                matched++;
                continue;
            }
            if (past.Kind == HistoryEventKind.EpisodeStarted) EnsureAllMatched();
            Deliver(past);
        }
        EnsureAllMatched();
        canceledTimers.Clear();

        void EnsureAllMatched()
        {
            if (matched < actions.Count) throw Differs(null, actions[matched]);
            actions.Clear();
            matched = 0;
        }
    }

    /// <summary>Goes on with new events; <paramref name="events"/> starts with the episode's clock.</summary>
    public EpisodeOutcome Execute(IEnumerable<HistoryEvent> events)
    {
        IsReplaying = false;
        foreach (HistoryEvent next in events) Deliver(next);
        RunEnd? end = FindEnd();
        EpisodeOutcome outcome = new([.. actions], [.. canceledTimers], context.SerializedCustomStatus, end);
        actions.Clear();
        canceledTimers.Clear();
        return outcome;
    }

    /// <exception cref="InvalidOperationException">The caller is not on the orchestrator's thread.</exception>
    public void EnsureOrchestratorThread()
    {
        if (!IsOnOrchestratorThread()) throw new InvalidOperationException(IllegalAwait.Message);
    }

    /// <summary>Notes a step that has no end of its own.</summary>
    public HistoryEvent Record(Func<int, HistoryEvent> create)
    {
        HistoryEvent action = create(nextTaskId++);
        actions.Add(action);
        return action;
    }

    /// <summary>Notes a step and gives the task of its result; only timers are canceled.</summary>
    /// <exception cref="AttemptFailedException">The step failed.</exception>
    public Task<string?> Schedule(Func<int, HistoryEvent> create, CancellationToken cancellation = default)
    {
        HistoryEvent action = Record(create);
        OpenTask task = new(action);
        open.Add(action.TaskId, task);
        cancellation.Register(() =>
        {
            // A token canceled elsewhere, such as by its own clock, must not throw there.
            if (!IsOnOrchestratorThread() || !open.Remove(action.TaskId)) return;
            canceledTimers.Add(action.TaskId);
            task.Source.TrySetCanceled(cancellation);
        });
        return task.Source.Task;
    }

    void Deliver(HistoryEvent next)
    {
        switch (next.Kind)
        {
            case HistoryEventKind.EpisodeStarted:
                CurrentUtcDateTime = next.At;
                break;
            case HistoryEventKind.ExecutionStarted:
                thread.Run(() => execution = StartAsync());
                break;
            case HistoryEventKind.EventRaised:
                thread.Run(() => Events.Raise(next));
                break;
            case HistoryEventKind.ActivityCompleted or HistoryEventKind.SubOrchestrationCompleted or HistoryEventKind.TimerFired:
                if (open.Remove(next.TaskId, out OpenTask? ended)) thread.Run(() => ended.Source.TrySetResult(next.Payload));
                break;
            case HistoryEventKind.ActivityFailed or HistoryEventKind.SubOrchestrationFailed:
                if (!open.Remove(next.TaskId, out OpenTask? failed)) break;
                AttemptFailedException failure = new(failed.Action, StoredFailure.Parse(next.Payload!));
                thread.Run(() => failed.Source.TrySetException(failure));
                break;
        }
    }

    bool IsOnOrchestratorThread()
    {
        if (!thread.IsCurrent) NoteIllegalAwait();
        return thread.IsCurrent;
    }

    void NoteIllegalAwait()
    {
        illegalAwait = true;
        onForeignContinuation();
    }

    async Task<object?> StartAsync() => await functions.RunOrchestratorAsync(start.Name, context);

    RunEnd? FindEnd()
    {
        if (illegalAwait || (execution is { IsCompleted: false } && open.Count == 0 && !Events.HasWaiters))
            return new RunEnd.Failed(StoredFailure.FromException(new InvalidOperationException(IllegalAwait.Message)));
        if (execution is not { IsCompleted: true }) return null;
        if (!execution.IsCompletedSuccessfully) return new RunEnd.Failed(StoredFailure.FromException(FailureOf(execution)));
        if (context.ContinueAsNewRequest is { } request)
            return new RunEnd.ContinuedAsNew(request.Input, request.PreserveUnprocessedEvents ? Events.Unprocessed : []);
        try
        {
            return new RunEnd.Completed(converter.Serialize(execution.Result));
        }
        catch (Exception e)
        {
            return new RunEnd.Failed(StoredFailure.FromException(e));
        }
    }

    static Exception FailureOf(Task execution) =>
        execution.Exception?.InnerException ?? new TaskCanceledException("The orchestrator's task was canceled.");

    static bool IsSameStep(HistoryEvent past, HistoryEvent done) =>
        past.TaskId == done.TaskId && past.Kind == done.Kind && string.Equals(past.Name, done.Name, StringComparison.OrdinalIgnoreCase);

    Exception Differs(HistoryEvent? past, HistoryEvent? done)
    {
        // Code that waits for something foreign does too little as well; that is the cause to name.
        bool stuck = illegalAwait || (execution is { IsCompleted: false } && open.Count == 0 && !Events.HasWaiters);
        if (stuck && done is null) return new InvalidOperationException(IllegalAwait.Message);
        return new NonDeterministicOrchestrationException(past, done, execution is { IsCompleted: true });
    }
}
