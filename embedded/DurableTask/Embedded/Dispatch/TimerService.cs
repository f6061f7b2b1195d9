using System.Threading.Channels;
using Microsoft.DurableTask.Embedded.Store;

namespace Microsoft.DurableTask.Embedded.Dispatch;

/// <summary>Fires durable timers when they are due.</summary>
internal sealed class TimerService(EngineParts parts, Action<long> wake)
{
    // A system timer takes no more than 49 days; waking up in between costs nothing.
    static readonly TimeSpan LongestSleep = TimeSpan.FromDays(1);

    readonly PriorityQueue<TimerRow, DateTime> waiting = new();
    readonly Lock gate = new();
    readonly CancellationTokenSource stopping = new();
    readonly Channel<bool> alarm = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    Task loop = Task.CompletedTask;

    public void Start() => loop = Task.Run(RunAsync);

    public void Add(TimerRow timer)
    {
        lock (gate) waiting.Enqueue(timer, timer.DueAt);
        alarm.Writer.TryWrite(true);
    }

    public Task StopAsync()
    {
        stopping.Cancel();
        return loop;
    }

    async Task RunAsync()
    {
        using ITimer clock = parts.Options.TimeProvider.CreateTimer(
            _ => alarm.Writer.TryWrite(true), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        try
        {
            while (true)
            {
                await FireAsync();
                clock.Change(NextSleep(), Timeout.InfiniteTimeSpan);
                await alarm.Reader.ReadAsync(stopping.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or StoreClosedException)
        {
            // The engine stops; the timers are in the store.
        }
    }

    async Task FireAsync()
    {
        List<TimerRow> due = TakeDue();
        if (due.Count == 0) return;
        foreach (long key in await parts.PersistAsync("due timers", () => parts.Store.FireAsync(due), stopping.Token)) wake(key);
    }

    List<TimerRow> TakeDue()
    {
        List<TimerRow> due = [];
        DateTime now = parts.UtcNow;
        lock (gate)
        {
            while (waiting.TryPeek(out TimerRow? next, out DateTime dueAt) && dueAt <= now)
            {
                waiting.Dequeue();
                due.Add(next);
            }
        }
        return due;
    }

    TimeSpan NextSleep()
    {
        lock (gate)
        {
            if (!waiting.TryPeek(out _, out DateTime dueAt)) return Timeout.InfiniteTimeSpan;
            TimeSpan sleep = dueAt - parts.UtcNow;
            // A whole millisecond at least: system timers count in those, and would fire early again and again.
            return sleep < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : sleep < LongestSleep ? sleep : LongestSleep;
        }
    }
}
