using System.Diagnostics;

namespace ImageClassifier.Functions.Training.Launching;

/// <summary>A running worker.</summary>
public sealed class WorkerProcess
{
    private const int LastLines = 200;
    private const int MaxWords = 300;

    private readonly Process _process;
    private readonly int _id;

    internal WorkerProcess(Process process, string logFile)
    {
        _process = process;
        _id = process.Id;
        Ended = WaitAsync(logFile);
    }

    /// <summary>Completes when the process has ended, with a sentence about how.</summary>
    public Task<string> Ended { get; }

    /// <summary>The process id.</summary>
    public int Id => _id;

    /// <summary>Asks the worker to write a checkpoint and leave; kills it when it does not within <paramref name="timeout"/>.</summary>
    public async Task StopAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (Ended.IsCompleted) return;
        using var signal = Process.Start(new ProcessStartInfo("kill", ["-TERM", $"{_id}"]) { RedirectStandardError = true });
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            await Ended.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            if (!_process.HasExited) _process.Kill(entireProcessTree: true);
            await Ended;
        }
    }

    private async Task<string> WaitAsync(string logFile)
    {
        await _process.WaitForExitAsync();
        // 128 + n is how a shell and .NET say that signal n ended it.
        string how = _process.ExitCode is > 128 and < 160 ? $"the worker was ended by signal {_process.ExitCode - 128}"
            : $"the worker exited with code {_process.ExitCode}";
        return LastWords(logFile) is { Length: > 0 } words ? $"{how} and said: {words}; its log is {logFile}"
            : $"{how}; its log is {logFile}";
    }

    /// <summary>The last line that says something: of a .NET program that was not caught in the act, the innermost cause stands before the
    /// stack.</summary>
    private static string? LastWords(string logFile)
    {
        try
        {
            string? line = File.ReadLines(logFile).TakeLast(LastLines)
                .LastOrDefault(line => !string.IsNullOrWhiteSpace(line) && !line.StartsWith("   at ", StringComparison.Ordinal)
                && !line.TrimStart().StartsWith("--- End", StringComparison.Ordinal))?.Trim();
            return line is { Length: > MaxWords } ? $"{line[..MaxWords]}…" : line;
        }
        catch (IOException)
        {
            // No log, no words; how it ended is said anyway.
            return null;
        }
    }
}
