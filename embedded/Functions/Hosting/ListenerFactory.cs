using Azure.Core.Serialization;
using Microsoft.Azure.Functions.Worker.Embedded.Blobs;
using Microsoft.Azure.Functions.Worker.Embedded.Configuration;
using Microsoft.Azure.Functions.Worker.Embedded.Functions;
using Microsoft.Azure.Functions.Worker.Embedded.Queues;
using Microsoft.Azure.Functions.Worker.Embedded.Storage;
using Microsoft.Azure.Functions.Worker.Embedded.Timers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Embedded.Hosting;

/// <summary>Makes the listener of a function, where its trigger has one.</summary>
internal sealed class ListenerFactory(
    IConfiguration configuration, HostSettings settings, HostStartup startup, FunctionInvoker invoker, ObjectSerializer serializer, ILoggerFactory loggers)
{
    // Shorter schedules are not monitored: storage would be written for every second of them.
    private static readonly TimeSpan ShortestMonitored = TimeSpan.FromMinutes(1);

    private readonly string hostId = startup.HostId;
    private readonly TimeProvider time = startup.Time;
    private readonly StorageAccounts accounts = new(configuration, loggers);
    private readonly SettingNames names = new(configuration);
    private readonly MessageEncoding encoding = new(settings.Queues.Base64);

    /// <exception cref="HostStartException">The trigger's pattern, schedule or connection is wrong.</exception>
    public IListener? Create(FunctionDescriptor function) => function.Trigger switch
    {
        BlobTriggerAttribute blob => Create(function, blob),
        QueueTriggerAttribute queue => Create(function, queue),
        TimerTriggerAttribute timer => Create(function, timer),
        _ => null,
    };

    private BlobListener Create(FunctionDescriptor function, BlobTriggerAttribute trigger)
    {
        if (trigger.Source == BlobTriggerSource.EventGrid)
            throw new HostStartException($"Function '{function.Name}' takes its blobs from Event Grid, which only Azure has: leave Source out.");
        BlobPathPattern pattern = BlobPathPattern.Parse(names.Resolve(trigger.BlobPath, function.Name), function.Name);
        StorageAccount account = accounts.Get(trigger.Connection, function.Name);
        ILogger log = loggers.CreateLogger("Host.Triggers.Blobs");
        var receipts = new BlobReceipts(account.Blobs, hostId, function.Name, pattern.Container, startup.HoldTime);
        var runner = new BlobRunner(function, invoker, pattern, account, receipts, new PoisonBlobs(account.Queues, encoding, hostId),
            settings.Blobs.PoisonBlobThreshold, serializer, time, log);
        return new BlobListener(function, pattern, account, receipts, runner, settings.Blobs.MaxDegreeOfParallelism, time, log);
    }

    private QueueListener Create(FunctionDescriptor function, QueueTriggerAttribute trigger) => new(
        function, invoker, names.Resolve(trigger.QueueName, function.Name).ToLowerInvariant(), accounts.Get(trigger.Connection, function.Name),
        settings.Queues, encoding, startup.HoldTime, serializer, time, loggers.CreateLogger("Host.Triggers.Queues"));

    private TimerListener Create(FunctionDescriptor function, TimerTriggerAttribute trigger)
    {
        TimerSchedule schedule = TimerSchedule.Parse(names.Resolve(trigger.Schedule, function.Name), function.Name);
        if (!trigger.UseMonitor || IsShort(schedule))
            return new TimerListener(function, invoker, schedule, trigger.RunOnStartup, monitor: null, health: null, time);
        StorageAccount account = accounts.Get(null, function.Name);
        var monitor = new TimerMonitor(account.Blobs, hostId, function.Name);
        return new TimerListener(function, invoker, schedule, trigger.RunOnStartup, monitor, account.BlobHealth, time);
    }

    private bool IsShort(TimerSchedule schedule) =>
        schedule.Next(time.GetLocalNow().DateTime) is { } first && schedule.Next(first) is { } second && second - first < ShortestMonitored;
}
