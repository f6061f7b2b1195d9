using ImageClassifier.Mlflow;

namespace ImageClassifier.Worker.Jobs.SystemMetrics;

/// <summary>
/// The names and units of MLflow's system metrics (<c>mlflow/system_metrics/metrics/</c>), so that a page shows a worker's machine as it
/// shows that of a Python training.
/// </summary>
internal static class SystemNumbers
{
    private const double Megabyte = 1e6;

    /// <param name="first">What the counters were when sampling began.</param>
    /// <param name="before">The reading before this one: the processor's use is that since then.</param>
    /// <param name="now">The reading.</param>
    /// <param name="step">How many readings there were before.</param>
    /// <param name="at">When it was made.</param>
    public static IReadOnlyList<MlflowMetric> Of(SystemReading first, SystemReading before, SystemReading now, long step, DateTimeOffset at)
    {
        var points = new List<MlflowMetric>();
        void Add(string name, double value) => points.Add(new MlflowMetric($"system/{name}", Math.Round(value, 3), at, step));
        long ticks = now.CpuTotal - before.CpuTotal;
        if (ticks > 0) Add("cpu_utilization_percentage", 100.0 * (now.CpuBusy - before.CpuBusy) / ticks);
        if (now.MemoryTotal > 0)
        {
            Add("system_memory_usage_megabytes", now.MemoryUsed);
            Add("system_memory_usage_percentage", 100 * now.MemoryUsed / now.MemoryTotal);
        }
        if (now.DiskUsed + now.DiskFree > 0)
        {
            Add("disk_usage_megabytes", now.DiskUsed);
            Add("disk_available_megabytes", now.DiskFree);
            Add("disk_usage_percentage", 100 * now.DiskUsed / (now.DiskUsed + now.DiskFree));
        }
        Add("network_receive_megabytes", (now.Received - first.Received) / Megabyte);
        Add("network_transmit_megabytes", (now.Sent - first.Sent) / Megabyte);
        for (int i = 0; i < now.Gpus.Count; i++)
        {
            var gpu = now.Gpus[i];
            Add($"gpu_{i}_utilization_percentage", gpu.Utilization);
            Add($"gpu_{i}_memory_usage_megabytes", gpu.MemoryUsed);
            if (gpu.MemoryTotal > 0) Add($"gpu_{i}_memory_usage_percentage", 100 * gpu.MemoryUsed / gpu.MemoryTotal);
            if (gpu.Power is { } watts) Add($"gpu_{i}_power_usage_watts", watts);
            if (gpu.Power is { } used && gpu.PowerLimit is > 0 and { } limit) Add($"gpu_{i}_power_usage_percentage", 100 * used / limit);
        }
        return points;
    }
}
