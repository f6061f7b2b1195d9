using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Functions.Tests.Support;

/// <summary>Where the programs are that tests start.</summary>
internal static class Programs
{
    public static string Functions => Built("functions", "ImageClassifier.Functions.dll");

    /// <summary>Where the built app lies, with all that a Functions host reads.</summary>
    public static string FunctionsFolder => Path.GetDirectoryName(Functions)!;

    /// <summary>The local Functions host.</summary>
    public static string Host => Built("host", "functions-host.dll");

    public static string Tracking => Built("tracking", "tracking.dll");

    public static string FakeWorker => Built("tests/FakeWorker", "FakeWorker.dll");

    private static string Built(string project, string name)
    {
        DirectoryInfo? root = new(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "ImageClassifier.Serverless.sln"))) root = root.Parent;
        string path = Path.Combine(root?.FullName ?? ".", project, "bin", "Release", "net10.0", name);
        return File.Exists(path) ? path : throw new InvalidOperationException($"{path} is missing: build it.");
    }
}

/// <summary>A program that is started for a test, with what it said.</summary>
internal sealed class TestProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly List<string> _lines = [];

    public TestProcess(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
        : this(new ProcessStartInfo("dotnet", [program, .. arguments]), environment)
    {
    }

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
            if (_process.HasExited) throw new InvalidOperationException($"The program ended with code {_process.ExitCode}:\n{Output}");
            return Task.FromResult((match = expected.Match(Output)).Success);
        }, () => Output);
        return match;
    }

    /// <summary>Ends it without a word.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to end.</summary>
    public async Task TerminateAsync()
    {
        using Process signal = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await _process.WaitForExitAsync().WaitAsync(Patience);
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

internal static class Wait
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task UntilAsync(Func<Task<bool>> condition, Func<string>? state = null)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Patience, $"The condition was not met in time. {state?.Invoke()}");
            await Task.Delay(Pause);
        }
    }
}
