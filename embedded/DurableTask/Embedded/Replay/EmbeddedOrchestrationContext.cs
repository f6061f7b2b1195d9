using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask.Embedded.Replay;

/// <summary>The context that orchestrator code sees: it turns each call into a numbered step of the run.</summary>
internal sealed class EmbeddedOrchestrationContext(
    OrchestrationRun run, OrchestrationStart start, DataConverter converter, ILoggerFactory loggerFactory) : TaskOrchestrationContext
{
    int guidCounter;
    string? customStatus;

    public override TaskName Name => start.Name;

    public override string InstanceId => start.InstanceId;

    public override ParentOrchestrationInstance? Parent => start.Parent;

    public override DateTime CurrentUtcDateTime => run.CurrentUtcDateTime;

    public override bool IsReplaying => run.IsReplaying;

    protected override ILoggerFactory LoggerFactory => loggerFactory;

    /// <summary>The stored form of the custom status.</summary>
    internal string? SerializedCustomStatus => customStatus;

    /// <summary>How the orchestrator asked to start over; null where it did not.</summary>
    internal ContinueAsNewRequest? ContinueAsNewRequest { get; private set; }

    public override T? GetInput<T>()
        where T : default => converter.Deserialize<T>(start.Input);

    public override async Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        run.EnsureOrchestratorThread();
        CheckCall(name, input, options);
        string? serialized = converter.Serialize(input);
        string? result = await new RetryLoop(this, options?.Retry).RunAsync(
            () => run.Schedule(id => new HistoryEvent(HistoryEventKind.ActivityScheduled, id, name.Name, serialized)));
        return converter.Deserialize<TResult>(result)!;
    }

    public override async Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        run.EnsureOrchestratorThread();
        CheckCall(orchestratorName, input, options);
        string? serialized = converter.Serialize(input);
        string instanceId = (options as SubOrchestrationOptions)?.InstanceId ?? NewGuid().ToString("N");
        string? result = await new RetryLoop(this, options?.Retry).RunAsync(() => run.Schedule(
            id => new HistoryEvent(HistoryEventKind.SubOrchestrationScheduled, id, orchestratorName.Name, serialized, instanceId)));
        return converter.Deserialize<TResult>(result)!;
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        run.EnsureOrchestratorThread();
        DateTime dueAt = fireAt.ToUniversalTime();
        return run.Schedule(id => new HistoryEvent(HistoryEventKind.TimerCreated, id, At: dueAt), cancellationToken);
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        run.EnsureOrchestratorThread();
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        return run.Events.WaitAsync<T>(eventName, cancellationToken);
    }

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        run.EnsureOrchestratorThread();
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        string? serialized = converter.Serialize(payload);
        run.Record(id => new HistoryEvent(HistoryEventKind.EventSent, id, eventName, serialized, instanceId));
    }

    public override void SetCustomStatus(object? customStatus)
    {
        run.EnsureOrchestratorThread();
        this.customStatus = converter.Serialize(customStatus);
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true)
    {
        run.EnsureOrchestratorThread();
        ContinueAsNewRequest = new(converter.Serialize(newInput), preserveUnprocessedEvents);
    }

    public override Guid NewGuid()
    {
        run.EnsureOrchestratorThread();
        return DeterministicGuid.Create(InstanceId, CurrentUtcDateTime, guidCounter++);
    }

    static void CheckCall(TaskName name, object? input, TaskOptions? options)
    {
        if (string.IsNullOrEmpty(name.Name)) throw new ArgumentException("The name of the function to call is empty.", nameof(name));
        if (input is TaskOptions && options is null)
        {
            throw new ArgumentException(
                $"The call of '{name.Name}' passes {nameof(TaskOptions)} as its input and no options. Name the parameter: options: ...",
                nameof(input));
        }
    }
}

/// <param name="Input">The stored input of the next run.</param>
/// <param name="PreserveUnprocessedEvents">Whether events that nothing has waited for go over to the next run.</param>
internal sealed record ContinueAsNewRequest(string? Input, bool PreserveUnprocessedEvents);
