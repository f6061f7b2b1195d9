using System.ComponentModel;
using System.Diagnostics;
using ImageClassifier.Hosting.App;
using ImageClassifier.Hosting.Setup;

namespace ImageClassifier.Hosting.Worker;

/// <summary>One process of the app. It does not outlive the host, however the host ends.</summary>
internal sealed class AppProcess : IAsyncDisposable
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly Task _exited;
    private readonly ParentWatch _watch;

    private AppProcess(Process process, Task exited, ParentWatch watch) => (_process, _exited, _watch) = (process, exited, watch);

    public int Id => _process.Id;

    /// <summary>Its exit code, once it has ended.</summary>
    public async Task<int> ExitAsync(CancellationToken cancellationToken = default)
    {
        await _exited.WaitAsync(cancellationToken);
        // A program that the app started, such as a training, may hold its console open for long.
        await _process.WaitForExitAsync(cancellationToken).WaitAsync(LastWords, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _process.ExitCode;
    }

    /// <summary>Starts the app, which then calls the RPC server.</summary>
    /// <param name="app">What to start.</param>
    /// <param name="rpc">The address of the RPC server.</param>
    /// <param name="workerId">What the process calls itself there.</param>
    /// <param name="console">Takes what the process writes to its console.</param>
    public static AppProcess Start(AppFolder app, Uri rpc, string workerId, ILogger console)
    {
        string request = Guid.NewGuid().ToString(), longest = int.MaxValue.ToString();
        var start = new ProcessStartInfo
        {
            WorkingDirectory = app.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Newer workers read the long names, older ones the short ones.
        string[] arguments =
        [
            "--host", rpc.Host, "--port", $"{rpc.Port}", "--workerId", workerId, "--requestId", request, "--grpcMaxMessageLength", longest,
            "--functions-uri", rpc.ToString(), "--functions-worker-id", workerId, "--functions-request-id", request,
            "--functions-grpc-max-message-length", longest,
        ];
        foreach (string word in Command([app.Executable, .. app.Program is null ? [] : new[] { app.Program }, .. arguments]))
        {
            if (start.FileName.Length == 0) start.FileName = word;
            else start.ArgumentList.Add(word);
        }
        start.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = app.Path;
        start.Environment["FUNCTIONS_WORKER_DIRECTORY"] = app.Path;

        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        var exited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.Exited += (_, _) => exited.TrySetResult();
        process.OutputDataReceived += (_, line) => Forward(line.Data);
        process.ErrorDataReceived += (_, line) => Forward(line.Data);
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            throw new HostException(ExitCode.Failed, $"{app.Executable} of worker.config.json cannot be started: {e.Message}", e);
        }
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new AppProcess(process, exited.Task, ParentWatch.Over(process.Id));

        void Forward(string? line)
        {
            if (!string.IsNullOrEmpty(line)) console.LogInformation("{Line}", line);
        }
    }

    // A terminal sends Ctrl-C to the app too; the host answers it, and tells the app when its functions have finished.
    private static string[] Command(string[] command) =>
        OperatingSystem.IsWindows() ? command : ["/bin/sh", "-c", """trap '' INT; exec "$@" """, "app", .. command];

    /// <summary>Ends the process, if it still runs.</summary>
    public void Kill()
    {
        // Only the process itself: what it started, such as a training, goes on by design.
        if (!_process.HasExited) _process.Kill();
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _exited;
        await _watch.DisposeAsync();
        _process.Dispose();
    }
}
