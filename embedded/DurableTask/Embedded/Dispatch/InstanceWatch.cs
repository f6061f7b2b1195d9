namespace Microsoft.DurableTask.Embedded.Dispatch;

/// <summary>Tells those who wait for an instance that it has changed.</summary>
internal sealed class InstanceWatch
{
    readonly Dictionary<string, TaskCompletionSource> watched = new(StringComparer.Ordinal);
    readonly Lock gate = new();

    /// <summary>A task that ends at the next change. Look at the instance again after asking for it, so that no change is missed.</summary>
    public Task NextChange(string instanceId)
    {
        lock (gate)
        {
            if (!watched.TryGetValue(instanceId, out TaskCompletionSource? source))
                watched.Add(instanceId, source = new(TaskCreationOptions.RunContinuationsAsynchronously));
            return source.Task;
        }
    }

    public void Notify(string instanceId)
    {
        TaskCompletionSource? source;
        lock (gate)
        {
            if (!watched.Remove(instanceId, out source)) return;
        }
        source.SetResult();
    }
}
