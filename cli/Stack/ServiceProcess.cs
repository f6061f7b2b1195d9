using System.Diagnostics;

namespace ImageClassifier.Cli.Stack;

/// <summary>A service that runs as a child process in a session of its own, with its output in a log file.</summary>
internal sealed class ServiceProcess : IDisposable
{
    // The terminal sends Ctrl-C to a whole session. In one of their own, services end when we say so and in our order. The shell
    // opens the log, so that a service can still write when we are gone; both programs are replaced by the service and keep the pid.
    private const string Shell = "exec \"$@\" >\"$IMGC_LOG\" 2>&1 </dev/null";

    private readonly Process _process;

    private ServiceProcess(ServiceSpec spec, Process process, string log)
    {
        (Spec, _process, Log) = (spec, process, log);
        StartTime = ProcessTable.TryGet(process.Id, out ProcessEntry? entry) ? entry.StartTime : 0;
        Exited = process.WaitForExitAsync();
    }

    public ServiceSpec Spec { get; }

    public int Pid => _process.Id;

    /// <summary>As in <see cref="ProcessEntry.StartTime"/>.</summary>
    public long StartTime { get; }

    /// <summary>Full path of its output.</summary>
    public string Log { get; }

    /// <summary>Completes when the process has ended.</summary>
    public Task Exited { get; }

    public int ExitCode => _process.ExitCode;

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
            throw new CliException($"cannot start the {spec.Name}: {e.Message} (setsid, from the package util-linux, is needed)", Cli.ExitCode.Service, e);
        }
    }

    /// <summary>What the process said last.</summary>
    public IReadOnlyList<string> LastLines(int count)
    {
        try
        {
            return [.. File.ReadLines(Log).Where(line => line.Trim().Length > 0).TakeLast(count)];
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <summary>How it ended, for a message: <c>exit code 1</c> or <c>killed by signal 9</c>.</summary>
    public string Ending =>
        _process.ExitCode > Cli.ExitCode.SignalBase ? $"killed by signal {_process.ExitCode - Cli.ExitCode.SignalBase}" : $"exit code {_process.ExitCode}";

    public void Dispose() => _process.Dispose();
}
