using Microsoft.DurableTask.Embedded.Dispatch;
using Microsoft.DurableTask.Embedded.Store;
using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask.Embedded;

/// <summary>An engine between start and stop.</summary>
internal sealed class RunningEngine
{
    readonly OrchestrationDispatcher orchestrations;
    readonly ActivityDispatcher activities;
    readonly TimerService timers;
    readonly CancellationTokenSource stopped = new();

    public RunningEngine(EngineParts parts)
    {
        Parts = parts;
        Stopped = stopped.Token;
        orchestrations = new(parts, OnCommitted);
        activities = new(parts, Wake);
        timers = new(parts, Wake);
    }

    public EngineParts Parts { get; }

    /// <summary>Canceled when the engine stops.</summary>
    public CancellationToken Stopped { get; }

    /// <summary>Takes up what was in flight, and starts to work.</summary>
    public void Start()
    {
        (List<long> instances, List<ActivityRow> pending, List<TimerRow> waiting) = Parts.Store.InFlight();
        if (instances.Count + pending.Count + waiting.Count > 0)
        {
            Parts.Logger.LogInformation(
                "Taking up {Instances} orchestrations, {Activities} activities and {Timers} timers from {Path}.",
                instances.Count,
                pending.Count,
                waiting.Count,
                Parts.Options.DatabasePath);
        }
        instances.ForEach(Wake);
        pending.ForEach(activities.Enqueue);
        waiting.ForEach(timers.Add);
        timers.Start();
        activities.Start();
        orchestrations.Start();
    }

    /// <summary>Starts no more work and cancels activities; ends when nothing runs, or when <paramref name="cancellation"/> says not to wait.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        stopped.Cancel();
        Task all = Task.WhenAll(timers.StopAsync(), orchestrations.StopAsync(), activities.StopAsync());
        try
        {
            await all.WaitAsync(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Parts.Logger.LogWarning("Stopped while activities were still running; they run again after the next start.");
        }
        Parts.Store.Dispose();
    }

    public void Wake(long key) => orchestrations.Wake(key);

    public void OnCreated(CreateOutcome outcome, string instanceId)
    {
        if (outcome.StartTimer is { } timer) timers.Add(timer);
        else Wake(outcome.Key!.Value);
        if (outcome.Told is { } parent) Wake(parent);
        Parts.Watch.Notify(instanceId);
    }

    void OnCommitted(EpisodeEffects effects)
    {
        effects.Activities.ForEach(activities.Enqueue);
        effects.Timers.ForEach(timers.Add);
        foreach (long key in effects.Woken) Wake(key);
        Parts.Watch.Notify(effects.Row.InstanceId);
    }
}
