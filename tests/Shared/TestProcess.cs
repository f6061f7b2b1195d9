using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Shared;

/// <summary>A program that is started for a test, with what it said.</summary>
internal sealed class TestProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly List<string> _lines = [];

    /// <param name="start">What to start; its streams are redirected.</param>
    /// <param name="environment">Set beside what the tests' own process has.</param>
    public TestProcess(ProcessStartInfo start, IReadOnlyDictionary<string, string> environment)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Add(line.Data);
        _process.ErrorDataReceived += (_, line) => Add(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>Both streams so far.</summary>
    public string Output
    {
        get
        {
            lock (_lines) return string.Join('\n', _lines);
        }
    }

    /// <summary>Waits until it says something that matches.</summary>
    public async Task<Match> SaysAsync(Regex expected)
    {
        Match match = Match.Empty;
        await Wait.UntilAsync(() =>
        {
            match = expected.Match(Output);
            if (match.Success || !_process.HasExited) return match.Success;
            throw new InvalidOperationException($"The program ended with code {_process.ExitCode}:\n{Output}");
        }, () => Output);
        return match;
    }

    /// <summary>Its exit code, once it has ended by itself.</summary>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    /// <summary>Asks it to end, as service managers do, and returns its exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        using (Process signal = Process.Start("kill", ["-TERM", $"{Id}"])) await signal.WaitForExitAsync();
        return await ExitAsync();
    }

    /// <summary>Ends it without a word.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }

    private void Add(string? line)
    {
        if (line is null) return;
        lock (_lines) _lines.Add(line);
    }
}
