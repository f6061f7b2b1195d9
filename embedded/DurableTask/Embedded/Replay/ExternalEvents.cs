namespace Microsoft.DurableTask.Embedded.Replay;

/// <summary>
/// Pairs the events that were raised with the orchestrator's waits for them. The latest wait is served first, since loops over
/// <c>Task.WhenAny</c> leave older waits behind; events without a wait are kept in order.
/// </summary>
internal sealed class ExternalEvents(DataConverter converter, Func<bool> isOnOrchestratorThread)
{
    readonly Dictionary<string, List<Waiter>> waiters = new(StringComparer.OrdinalIgnoreCase);
    readonly LinkedList<HistoryEvent> buffered = new();

    public bool HasWaiters => waiters.Count > 0;

    /// <summary>The events that nothing has waited for, oldest first.</summary>
    public IReadOnlyList<HistoryEvent> Unprocessed => [.. buffered];

    /// <summary>Waits for one event; completes at once where one is kept.</summary>
    public Task<T> WaitAsync<T>(string name, CancellationToken cancellation)
    {
        if (waiters.TryGetValue(name, out List<Waiter>? stack) && stack[^1].EventType != typeof(T))
        {
            throw new ArgumentException(
                $"Event '{name}' is awaited as {typeof(T)}, but an earlier wait for it expects {stack[^1].EventType}. Use one type per event name.");
        }
        Waiter<T> waiter = new();
        if (Take(name) is { } kept)
        {
            waiter.Complete(kept.Payload, converter);
            return waiter.Task;
        }
        if (stack is null) waiters.Add(name, stack = []);
        stack.Add(waiter);
        cancellation.Register(() =>
        {
            if (isOnOrchestratorThread() && waiter.Cancel(cancellation)) Remove(name, waiter);
        });
        return waiter.Task;
    }

    public void Raise(HistoryEvent raised)
    {
        if (waiters.TryGetValue(raised.Name!, out List<Waiter>? stack))
        {
            Waiter latest = stack[^1];
            Remove(raised.Name!, latest);
            latest.Complete(raised.Payload, converter);
        }
        else
        {
            buffered.AddLast(raised);
        }
    }

    HistoryEvent? Take(string name)
    {
        for (LinkedListNode<HistoryEvent>? node = buffered.First; node is not null; node = node.Next)
        {
            if (!string.Equals(node.Value.Name, name, StringComparison.OrdinalIgnoreCase)) continue;
            buffered.Remove(node);
            return node.Value;
        }
        return null;
    }

    void Remove(string name, Waiter waiter)
    {
        if (!waiters.TryGetValue(name, out List<Waiter>? stack)) return;
        stack.Remove(waiter);
        if (stack.Count == 0) waiters.Remove(name);
    }

    abstract class Waiter
    {
        public abstract Type EventType { get; }

        public abstract void Complete(string? payload, DataConverter converter);
    }

    sealed class Waiter<T> : Waiter
    {
        readonly TaskCompletionSource<T> source = new();

        public Task<T> Task => source.Task;

        public override Type EventType => typeof(T);

        public bool Cancel(CancellationToken cancellation) => source.TrySetCanceled(cancellation);

        public override void Complete(string? payload, DataConverter converter)
        {
            try
            {
                source.TrySetResult(converter.Deserialize<T>(payload)!);
            }
            catch (Exception e)
            {
                // A payload of the wrong shape is the orchestrator's to handle, like a failed call.
                source.TrySetException(e);
            }
        }
    }
}
