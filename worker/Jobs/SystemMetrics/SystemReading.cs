namespace ImageClassifier.Worker.Jobs.SystemMetrics;

/// <summary>What one graphics card does at a moment.</summary>
/// <param name="Utilization">Percent of the time in which it computed.</param>
/// <param name="MemoryUsed">MiB.</param>
/// <param name="MemoryTotal">MiB.</param>
/// <param name="Power">Watts; null where the card does not say.</param>
/// <param name="PowerLimit">Watts; null where the card does not say.</param>
internal sealed record GpuReading(double Utilization, double MemoryUsed, double MemoryTotal, double? Power, double? PowerLimit);

/// <summary>What the machine does at a moment; counters grow from when the machine started.</summary>
/// <param name="CpuBusy">Ticks of all cores that were used.</param>
/// <param name="CpuTotal">Ticks of all cores.</param>
/// <param name="MemoryUsed">MB of 10⁶ bytes.</param>
/// <param name="MemoryTotal">MB.</param>
/// <param name="DiskUsed">MB.</param>
/// <param name="DiskFree">MB.</param>
/// <param name="Received">Bytes from the network.</param>
/// <param name="Sent">Bytes to the network.</param>
/// <param name="Gpus">By their numbers.</param>
internal sealed record SystemReading(
    long CpuBusy, long CpuTotal, double MemoryUsed, double MemoryTotal, double DiskUsed, double DiskFree, long Received, long Sent,
    IReadOnlyList<GpuReading> Gpus);
