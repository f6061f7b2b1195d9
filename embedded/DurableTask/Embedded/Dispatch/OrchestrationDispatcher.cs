using System.Threading.Channels;
using Microsoft.DurableTask.Embedded.Store;
using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask.Embedded.Dispatch;

/// <summary>Runs the episodes of orchestrations: one at a time for each instance, several instances side by side.</summary>
internal sealed class OrchestrationDispatcher
{
    static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    readonly EngineParts parts;
    readonly EpisodeRunner runner;
    readonly Channel<OrchestrationSlot> queue = Channel.CreateUnbounded<OrchestrationSlot>();
    readonly CancellationTokenSource stopping = new();
    readonly Lock gate = new();
    readonly Dictionary<long, OrchestrationSlot> slots = [];
    readonly LinkedList<OrchestrationSlot> kept = new();
    Task workers = Task.CompletedTask;

    public OrchestrationDispatcher(EngineParts parts, Action<EpisodeEffects> onCommitted)
    {
        this.parts = parts;
        runner = new(parts, onCommitted, Wake);
    }

    public void Start() =>
        workers = Task.WhenAll(Enumerable.Range(0, parts.Options.MaxConcurrentOrchestrations).Select(_ => Task.Run(WorkAsync)));

    /// <summary>Starts no more episodes; the task ends when those that run are stored.</summary>
    public Task StopAsync()
    {
        stopping.Cancel();
        return workers;
    }

    /// <summary>Has the instance look into its inbox.</summary>
    public void Wake(long key)
    {
        lock (gate)
        {
            if (!slots.TryGetValue(key, out OrchestrationSlot? slot)) slots.Add(key, slot = new(key));
            switch (slot.State)
            {
                case SlotState.Idle:
                    Enqueue(slot);
                    break;
                case SlotState.Running:
                    slot.State = SlotState.RunningAgain;
                    break;
            }
        }
    }

    async Task WorkAsync()
    {
        try
        {
            while (true)
            {
                OrchestrationSlot slot = await queue.Reader.ReadAsync(stopping.Token);
                lock (gate) slot.State = SlotState.Running;
                bool again = await RunAsync(slot);
                lock (gate) Finish(slot, again);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What is still queued is in the store.
        }
    }

    async Task<bool> RunAsync(OrchestrationSlot slot)
    {
        try
        {
            return await runner.RunAsync(slot);
        }
        catch (StoreClosedException)
        {
            slot.Forget();
            return false;
        }
        catch (Exception e)
        {
            // Nothing of the episode was stored, so it is made again from what is.
            parts.Logger.LogError(e, "Orchestration {InstanceId} could not go on; trying again in {Delay}.", slot.Row?.InstanceId, RetryDelay);
            slot.Forget();
            await Task.Delay(RetryDelay, stopping.Token);
            return true;
        }
    }

    void Finish(OrchestrationSlot slot, bool again)
    {
        if (again || slot.State == SlotState.RunningAgain)
        {
            Enqueue(slot);
            return;
        }
        slot.State = SlotState.Idle;
        if (slot.Run is null)
        {
            slots.Remove(slot.Key);
            return;
        }
        slot.Kept = kept.AddLast(slot);
        while (kept.Count > parts.Options.MaxCachedOrchestrations)
        {
            OrchestrationSlot oldest = kept.First!.Value;
            kept.RemoveFirst();
            slots.Remove(oldest.Key);
        }
    }

    void Enqueue(OrchestrationSlot slot)
    {
        slot.State = SlotState.Queued;
        if (slot.Kept is { } node) kept.Remove(node);
        slot.Kept = null;
        queue.Writer.TryWrite(slot);
    }
}
