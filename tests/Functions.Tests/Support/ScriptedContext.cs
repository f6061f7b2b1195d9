using System.Text.Json;
using ImageClassifier.Contracts.Json;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Functions.Tests.Support;

/// <summary>
/// An orchestration on a clock of its own: activities answer at once, timers fire in their order as soon as nothing else can happen,
/// and events come at the times that the test says.
/// </summary>
internal sealed class ScriptedContext(object input) : TaskOrchestrationContext
{
    private readonly Dictionary<string, Func<object?, Task<object?>>> _activities = [];
    private readonly List<(DateTime At, Action Fire, TaskCompletionSource Timer)> _agenda = [];
    private readonly List<TaskCompletionSource<object>> _waiting = [];
    private readonly Queue<object> _events = [];
    private DateTime _now = new(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public static DateTime Start { get; } = new(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Names of the activities and sub-orchestrations in the order of their calls.</summary>
    public List<string> Calls { get; } = [];

    public List<object?> Statuses { get; } = [];

    /// <summary>The input that the orchestration asked to start over with.</summary>
    public object? StartedOverWith { get; private set; }

    public override TaskName Name => "scripted";

    public override string InstanceId => "r-test";

    public override ParentOrchestrationInstance? Parent => null;

    public override DateTime CurrentUtcDateTime => _now;

    public override bool IsReplaying => false;

    protected override ILoggerFactory LoggerFactory => NullLoggerFactory.Instance;

    /// <summary>What an activity or a sub-orchestration of that name answers.</summary>
    public ScriptedContext On<TInput>(string name, Func<TInput, object?> answer) =>
        On<TInput>(name, value => Task.FromResult(answer(value)));

    public ScriptedContext On<TInput>(string name, Func<TInput, Task<object?>> answer)
    {
        _activities[name] = value => answer((TInput)value!);
        return this;
    }

    /// <summary>Raises an event so long after the start.</summary>
    public ScriptedContext Raise(TimeSpan after, object payload)
    {
        At(Start + after, () => Deliver(payload));
        return this;
    }

    /// <summary>A task that ends so long from now, for sub-orchestrations that take their time.</summary>
    public Task Delay(TimeSpan delay) => CreateTimer(_now + delay, CancellationToken.None);

    /// <summary>Runs the orchestration to its end.</summary>
    public T Run<TInput, T>(Func<TaskOrchestrationContext, TInput, Task<T>> orchestrator)
    {
        SynchronizationContext? before = SynchronizationContext.Current;
        // Continuations run at once, on this thread.
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            Task<T> run = orchestrator(this, GetInput<TInput>()!);
            while (!run.IsCompleted)
            {
                Assert.True(_agenda.Count > 0, "The orchestration waits for something that never comes.");
                (DateTime at, Action fire, TaskCompletionSource timer) next = _agenda.MinBy(entry => entry.At);
                _agenda.Remove(next);
                if (next.at > _now) _now = next.at;
                next.fire();
            }
            return run.GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    public override T? GetInput<T>() where T : default => RoundTrip<T>(input);

    public override async Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        Calls.Add(name.Name);
        return RoundTrip<TResult>(await _activities[name.Name](input))!;
    }

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null,
        TaskOptions? options = null) =>
        CallActivityAsync<TResult>(orchestratorName, input, options);

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        TaskCompletionSource timer = At(fireAt, null);
        cancellationToken.Register(() =>
        {
            _agenda.RemoveAll(entry => entry.Timer == timer);
            timer.TrySetCanceled(cancellationToken);
        });
        return timer.Task;
    }

    public override async Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        if (_events.TryDequeue(out object? early)) return (T)early;
        var waiting = new TaskCompletionSource<object>();
        _waiting.Add(waiting);
        return (T)await waiting.Task;
    }

    public override void SendEvent(string instanceId, string eventName, object payload) => throw new NotSupportedException();

    public override void SetCustomStatus(object? customStatus) => Statuses.Add(customStatus);

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) => StartedOverWith = newInput;

    public override Guid NewGuid() => throw new NotSupportedException();

    private TaskCompletionSource At(DateTime at, Action? fire)
    {
        var timer = new TaskCompletionSource();
        _agenda.Add((at, fire ?? timer.SetResult, timer));
        return timer;
    }

    private void Deliver(object payload)
    {
        if (_waiting.Count == 0)
        {
            _events.Enqueue(payload);
            return;
        }
        TaskCompletionSource<object> first = _waiting[0];
        _waiting.RemoveAt(0);
        first.SetResult(payload);
    }

    // As between an orchestration and its activities: whatever does not survive JSON shows here.
    private static T? RoundTrip<T>(object? value) => value is null ? default
        : JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(value, value.GetType(), CoreJson.Options), CoreJson.Options);
}
