using Azure;
using Microsoft.Azure.Functions.Worker.Embedded.Functions;
using Microsoft.Azure.Functions.Worker.Embedded.Storage;

namespace Microsoft.Azure.Functions.Worker.Embedded.Timers;

/// <summary>Runs a function by its schedule, never twice at the same time.</summary>
/// <param name="monitor">Null where the schedule is not monitored.</param>
internal sealed class TimerListener(
    FunctionDescriptor function, FunctionInvoker invoker, TimerSchedule schedule, bool runOnStartup, TimerMonitor? monitor, StorageHealth? health,
    TimeProvider time) : IListener
{
    // Timers of the runtime end at 49 days; and clocks that are set are noticed.
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            ScheduleStatus? last = await MissedAsync(stopping);
            if (last is not null) await FireAsync(last.Next, isPastDue: true, stopping);
            else if (runOnStartup) await InvokeAsync(Now, new TimerInfo { ScheduleStatus = StatusAt(Now) }, stopping);

            for (DateTime from = Now; schedule.Next(from) is { } next;)
            {
                await WaitUntilAsync(next, stopping);
                await FireAsync(next, isPastDue: false, stopping);
                from = next > Now ? next : Now;
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host stops, between two runs.
        }
    }

    private DateTime Now => time.GetLocalNow().DateTime;

    private async Task WaitUntilAsync(DateTime next, CancellationToken stopping)
    {
        while (next - Now is var wait && wait > TimeSpan.Zero)
            await Task.Delay(wait < LongestWait ? wait : LongestWait, time, stopping);
    }

    /// <summary>The stored status if a run was missed while no host was up.</summary>
    private async Task<ScheduleStatus?> MissedAsync(CancellationToken stopping)
    {
        if (monitor is null) return null;
        var stored = await Reached(() => monitor.ReadAsync(stopping), stopping);
        return stored is { } read && read.Status.Next != default && read.Status.Next < Now ? read.Status : null;
    }

    private async Task FireAsync(DateTime due, bool isPastDue, CancellationToken stopping)
    {
        ScheduleStatus status = StatusAt(due);
        if (monitor is not null && !await Reached(() => ClaimAsync(status, due, stopping), stopping)) return;
        await InvokeAsync(due, new TimerInfo { IsPastDue = isPastDue, ScheduleStatus = monitor is null ? null : status }, stopping);
    }

    /// <summary>True where this occurrence is ours: nobody ran it, and nobody else just took it.</summary>
    private async Task<bool> ClaimAsync(ScheduleStatus status, DateTime due, CancellationToken stopping)
    {
        (ScheduleStatus Status, ETag Version)? stored = await monitor!.ReadAsync(stopping);
        if (stored is { } read && read.Status.Last >= due) return false;
        return await monitor.TryWriteAsync(status, stored?.Version, stopping);
    }

    private ScheduleStatus StatusAt(DateTime due)
    {
        DateTime from = due > Now ? due : Now;
        return new ScheduleStatus { Last = due, Next = schedule.Next(from) ?? default, LastUpdated = Now };
    }

    private async Task InvokeAsync(DateTime due, TimerInfo timer, CancellationToken stopping)
    {
        try
        {
            await invoker.InvokeAsync(function, new TimerTriggerInput(timer, due), stopping);
        }
        catch (Exception)
        {
            // The invoker logged it; a timer has no retry but its next time.
        }
    }

    private async Task<T> Reached<T>(Func<Task<T>> action, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                T result = await action();
                health?.Succeeded();
                return result;
            }
            catch (Exception e) when (e is RequestFailedException or AggregateException)
            {
                health?.Failed(e, $"The schedule of '{function.Name}'");
                await Task.Delay(RetryDelay, time, stopping);
            }
        }
    }
}
