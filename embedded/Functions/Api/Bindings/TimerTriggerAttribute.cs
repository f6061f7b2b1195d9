using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Starts a function by the clock.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class TimerTriggerAttribute(string schedule) : TriggerBindingAttribute
{
    /// <summary>A cron expression with five or six fields (UTC), a time span such as <c>00:05:00</c>, or <c>%Setting%</c>.</summary>
    public string Schedule { get; } = schedule;

    /// <summary>Run once when the host starts, whatever the schedule says.</summary>
    public bool RunOnStartup { get; set; }

    /// <summary>Keep the schedule's state in storage, so that a run missed while the host was down is made up for.</summary>
    public bool UseMonitor { get; set; } = true;
}

/// <summary>What a timer function learns about its schedule.</summary>
public class TimerInfo
{
    /// <summary>Null where the schedule is not monitored.</summary>
    public ScheduleStatus? ScheduleStatus { get; set; }

    /// <summary>True where this run makes up for one that was missed.</summary>
    public bool IsPastDue { get; set; }
}

/// <summary>When a timer ran and runs next.</summary>
public class ScheduleStatus
{
    public DateTime Last { get; set; }

    public DateTime Next { get; set; }

    public DateTime LastUpdated { get; set; }
}
