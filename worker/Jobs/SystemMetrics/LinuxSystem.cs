using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace ImageClassifier.Worker.Jobs.SystemMetrics;

/// <summary>Reads the machine's state from <c>/proc</c>, and that of graphics cards from <c>nvidia-smi</c> where there is one.</summary>
/// <param name="proc">The folder of the kernel's files.</param>
internal sealed class LinuxSystem(string proc = "/proc")
{
    private const double Megabyte = 1e6;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private bool _hasGpus = true;

    /// <summary>One reading.</summary>
    /// <exception cref="IOException">The kernel's files are not there or not as expected: this is no Linux.</exception>
    public async Task<SystemReading> ReadAsync(CancellationToken cancellationToken)
    {
        var (busy, total) = Cpu(await File.ReadAllTextAsync(Path.Combine(proc, "stat"), cancellationToken));
        var (used, memory) = Memory(await File.ReadAllTextAsync(Path.Combine(proc, "meminfo"), cancellationToken));
        var (received, sent) = Network(await File.ReadAllTextAsync(Path.Combine(proc, "net/dev"), cancellationToken));
        var disk = new DriveInfo(Path.GetTempPath());
        return new SystemReading(
            busy, total, used, memory, (disk.TotalSize - disk.TotalFreeSpace) / Megabyte, disk.AvailableFreeSpace / Megabyte,
                received, sent,
            await GpusAsync(cancellationToken));
    }

    /// <summary>The first line of <c>/proc/stat</c>: ticks by kind; the fourth and fifth are those of idling and of waiting for a
    /// disk.</summary>
    public static (long Busy, long Total) Cpu(string stat)
    {
        long[] ticks = [.. Words(stat.Split('\n')[0]).Skip(1).Take(8).Select(Whole)];
        if (ticks.Length < 5) throw new IOException("/proc/stat does not begin with the ticks of the processor.");
        long total = ticks.Sum();
        return (total - ticks[3] - ticks[4], total);
    }

    /// <summary><c>/proc/meminfo</c> in MB: what is used is what could not be given to a program.</summary>
    public static (double Used, double Total) Memory(string meminfo)
    {
        double Field(string name) =>
            meminfo.Split('\n').FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.Ordinal)) is { } line
                ? Whole(Words(line)[1]) * 1024 / Megabyte
                : throw new IOException($"/proc/meminfo has no {name}.");
        double total = Field("MemTotal");
        return (total - Field("MemAvailable"), total);
    }

    /// <summary><c>/proc/net/dev</c>: bytes in and out of all interfaces but the loopback one.</summary>
    public static (long Received, long Sent) Network(string dev)
    {
        var counters = dev.Split('\n').Where(line => line.Contains(':', StringComparison.Ordinal)).Select(line => line.Split(':', 2))
            .Where(parts => parts[0].Trim() != "lo").Select(parts => Words(parts[1])).Where(words => words.Length >= 9).ToList();
        return (counters.Sum(words => Whole(words[0])), counters.Sum(words => Whole(words[8])));
    }

    /// <summary>The lines of <c>nvidia-smi --query-gpu=…</c>, one a card; a card writes <c>[N/A]</c> for what it does not know.</summary>
    public static IReadOnlyList<GpuReading> Gpus(string csv) =>
    [
        .. csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(',')).Where(fields => fields.Length == 5)
            .Select(fields =>
                new GpuReading(Real(fields[0]) ?? 0, Real(fields[1]) ?? 0, Real(fields[2]) ?? 0, Real(fields[3]), Real(fields[4]))),
    ];

    private async Task<IReadOnlyList<GpuReading>> GpusAsync(CancellationToken cancellationToken)
    {
        if (!_hasGpus) return [];
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Timeout);
        try
        {
            using var process = Process.Start(new ProcessStartInfo(
                "nvidia-smi",
                    ["--query-gpu=utilization.gpu,memory.used,memory.total,power.draw,power.limit", "--format=csv,noheader,nounits"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            string csv = await process.StandardOutput.ReadToEndAsync(timeout.Token);
            await process.WaitForExitAsync(timeout.Token);
            _hasGpus = process.ExitCode == 0;
            return _hasGpus ? Gpus(csv) : [];
        }
        catch (Win32Exception)
        {
            _hasGpus = false; // there is no such program, and so no card that it could speak of
            return [];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return []; // it hangs; perhaps not the next time
        }
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static long Whole(string word) =>
        long.TryParse(word, CultureInfo.InvariantCulture, out long value) ? value
            : throw new IOException($"'{word}' in /proc is no number.");

    private static double? Real(string word) =>
        double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;
}
