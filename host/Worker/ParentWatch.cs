using System.Diagnostics;

namespace ImageClassifier.Hosting.Worker;

/// <summary>
/// Ends a process when this one ends, also by <c>kill -9</c>: a small shell reads from a pipe that the system closes with this process.
/// </summary>
internal sealed class ParentWatch : IAsyncDisposable
{
    // A line means that there is nothing left to do; the end of the pipe without one means that the host is gone.
    private const string Script = """trap '' INT TERM HUP; read -r line || kill -9 "$1" """;

    private readonly Process? _shell;

    private ParentWatch(Process? shell) => _shell = shell;

    public static ParentWatch Over(int processId)
    {
        // Windows has no such shell; there the app ends when it next talks to the host.
        if (OperatingSystem.IsWindows()) return new ParentWatch(null);
        return new ParentWatch(Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Script, "watch", $"{processId}"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        }));
    }

    /// <summary>Stops watching: the process has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_shell is null) return;
        try
        {
            await _shell.StandardInput.WriteLineAsync("done");
            _shell.StandardInput.Close();
        }
        catch (IOException)
        {
            // Somebody ended the shell: it watches no more.
        }
        await _shell.WaitForExitAsync();
        _shell.Dispose();
    }
}
