using System.Diagnostics;
using ImageClassifier.Cli.Stack.Processes;

namespace ImageClassifier.Cli.Stack;

/// <summary>A service that runs in a session of its own, with its output in a log file: a child process, or one that another imgc
/// started.</summary>
internal sealed class ServiceProcess : IDisposable
{
    // The terminal sends Ctrl-C to a whole session. In one of their own, services end when we say so and in our order. The shell
    // opens the log, so that a service can still write when we are gone; both programs are replaced by the service and keep the pid.
    private const string Shell = "exec \"$@\" >\"$IMGC_LOG\" 2>&1 </dev/null";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly Process? _child;
    private readonly CancellationTokenSource _disposed = new();

    private ServiceProcess(ServiceSpec spec, Process child, string log)
    {
        (Spec, _child, Pid, Log) = (spec, child, child.Id, log);
        StartTime = ProcessTable.TryGet(child.Id, out ProcessEntry? entry) ? entry.StartTime : 0;
        Exited = child.WaitForExitAsync();
    }

    private ServiceProcess(ServiceSpec spec, ServiceRecord record)
    {
        (Spec, Pid, StartTime, Log) = (spec, record.Pid, record.StartTime, record.Log);
        Exited = PollAsync(record);
    }

    public ServiceSpec Spec { get; }

    public int Pid { get; }

    /// <summary>As in <see cref="ProcessEntry.StartTime"/>.</summary>
    public long StartTime { get; }

    /// <summary>Full path of its output.</summary>
    public string Log { get; }

    /// <summary>Completes when the process has ended.</summary>
    public Task Exited { get; }

    /// <summary>Null of a process that another one started: the system tells only the parent.</summary>
    public int? ExitCode => _child?.ExitCode;

    /// <exception cref="CliException">The program cannot be started.</exception>
    public static ServiceProcess Start(ServiceSpec spec, StackSettings settings)
    {
        Directory.CreateDirectory(settings.LogFolder);
        string log = Path.Combine(settings.LogFolder, spec.LogName);
        var start = new ProcessStartInfo("setsid")
        {
            ArgumentList = { "sh", "-c", Shell, "sh" },
            WorkingDirectory = spec.WorkingFolder,
            // Redirected, so that .NET does not take the services for programs that use our terminal.
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string part in spec.Command) start.ArgumentList.Add(part);
        ServiceEnvironment.Clean(start.Environment);
        foreach ((string name, string value) in spec.Environment) start.Environment[name] = value;
        start.Environment["IMGC_LOG"] = log;
        start.Environment[ProcessTable.Marker] = settings.StateFolder;
        try
        {
            Process process = Process.Start(start)!;
            process.StandardInput.Close();
            return new ServiceProcess(spec, process, log);
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException)
        {
            throw new CliException($"cannot start the {spec.Name}: {e.Message} (setsid, from the package util-linux, is needed)",
                Cli.ExitCode.Service, e);
        }
    }

    /// <summary>A service that another imgc started, and that this one watches and may have to end.</summary>
    public static ServiceProcess Adopt(ServiceSpec spec, ServiceRecord record) => new(spec, record);

    /// <summary>What the process said last.</summary>
    public IReadOnlyList<string> LastLines(int count)
    {
        try
        {
            return [.. File.ReadLines(Log).Where(line => line.Trim().Length > 0).TakeLast(count)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>How it ended, for a message: <c>exit code 1</c> or <c>killed by signal 9</c>.</summary>
    public string Ending => ExitCode switch
    {
        null => "another imgc started it",
        > Cli.ExitCode.SignalBase and int code => $"killed by signal {code - Cli.ExitCode.SignalBase}",
        { } code => $"exit code {code}",
    };

    public void Dispose()
    {
        _disposed.Cancel();
        _disposed.Dispose();
        _child?.Dispose();
    }

    private async Task PollAsync(ServiceRecord record)
    {
        CancellationToken disposed = _disposed.Token;
        while (record.IsAlive && !disposed.IsCancellationRequested)
            await Task.Delay(Pause, disposed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
