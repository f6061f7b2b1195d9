using System.Threading.Channels;
using Microsoft.DurableTask.Embedded.Replay;
using Microsoft.DurableTask.Embedded.Store;
using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask.Embedded.Dispatch;

/// <summary>Runs activities, at least once each: one whose outcome is not stored when the engine stops runs again after the next start.</summary>
internal sealed class ActivityDispatcher(EngineParts parts, Action<long> wake)
{
    readonly Channel<ActivityRow> queue = Channel.CreateUnbounded<ActivityRow>();
    readonly CancellationTokenSource stopping = new();
    Task workers = Task.CompletedTask;

    public void Start() =>
        workers = Task.WhenAll(Enumerable.Range(0, parts.Options.MaxConcurrentActivities).Select(_ => Task.Run(WorkAsync)));

    public void Enqueue(ActivityRow activity) => queue.Writer.TryWrite(activity);

    /// <summary>Cancels what runs and starts no more; the task ends when nothing runs.</summary>
    public Task StopAsync()
    {
        stopping.Cancel();
        return workers;
    }

    async Task WorkAsync()
    {
        try
        {
            while (true) await RunAsync(await queue.Reader.ReadAsync(stopping.Token));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What is still queued is in the store.
        }
    }

    async Task RunAsync(ActivityRow activity)
    {
        HistoryEvent? outcome = await InvokeAsync(activity);
        if (outcome is null) return;
        try
        {
            string what = $"the outcome of activity '{activity.Name}'";
            if (await parts.PersistAsync(what, () => parts.Store.CompleteAsync(activity, outcome), stopping.Token)) wake(activity.InstanceKey);
        }
        catch (StoreClosedException)
        {
            parts.Logger.LogWarning(
                "Activity '{Activity}' of {InstanceId} ended after the engine had stopped; it runs again after the next start.",
                activity.Name,
                activity.InstanceId);
        }
    }

    /// <summary>The outcome of the activity; null where it was cut short because the engine stops.</summary>
    async Task<HistoryEvent?> InvokeAsync(ActivityRow activity)
    {
        if (!parts.Functions.HasActivity(activity.Name))
        {
            string message = $"The function '{activity.Name}' doesn't exist, is disabled, or is not an activity function.";
            return Failed(activity, new("ActivityTaskNotFound", message, null, null, NonRetriable: true));
        }
        try
        {
            string? output = await parts.Functions.RunActivityAsync(
                activity.Name, activity.InstanceId, activity.Input, parts.Converter, stopping.Token);
            return new(HistoryEventKind.ActivityCompleted, activity.TaskId, activity.Name, output);
        }
        catch (Exception e)
        {
            // While the engine stops, a failure may be a cancellation in disguise; running again is always right.
            if (stopping.IsCancellationRequested) return null;
            parts.Logger.LogError(e, "Activity '{Activity}' (#{Task}) of {InstanceId} failed.", activity.Name, activity.TaskId, activity.InstanceId);
            return Failed(activity, StoredFailure.FromException(e));
        }
    }

    static HistoryEvent Failed(ActivityRow activity, StoredFailure failure) =>
        new(HistoryEventKind.ActivityFailed, activity.TaskId, activity.Name, failure.ToJson());
}
