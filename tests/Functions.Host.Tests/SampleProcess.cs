using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Functions.Host.Tests;

/// <summary>The sample program as a process of its own, with a folder for its state.</summary>
internal sealed partial class SampleProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly StringBuilder error = new();
    private readonly TaskCompletionSource<string> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SampleProcess(ProcessStartInfo start)
    {
        process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) =>
        {
            lock (error) error.AppendLine(line.Data);
        };
        process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException($"The sample ended: {Output}{Error}"));
    }

    public HttpClient Http { get; } = new();

    public string Output
    {
        get
        {
            lock (output) return output.ToString();
        }
    }

    public string Error
    {
        get
        {
            lock (error) return error.ToString();
        }
    }

    /// <summary>Starts the sample on a free port, or with other arguments.</summary>
    /// <param name="folder">Its host.json, local.settings.json, history and journal.</param>
    /// <param name="environment">Environment variables on top of this process's.</param>
    /// <param name="args">Instead of <c>--port 0</c>.</param>
    public static SampleProcess Start(TempFolder folder, Dictionary<string, string>? environment = null, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.Path,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Functions.Host.Sample.dll"));
        foreach (string arg in args.Length > 0 ? args : ["--port", "0"]) start.ArgumentList.Add(arg);
        start.Environment["AzureWebJobsScriptRoot"] = folder.Path;
        start.Environment["JOURNAL"] = JournalOf(folder);
        foreach ((string name, string value) in environment ?? []) start.Environment[name] = value;
        var sample = new SampleProcess(start);
        sample.process.Start();
        sample.process.BeginOutputReadLine();
        sample.process.BeginErrorReadLine();
        return sample;
    }

    public static string JournalOf(TempFolder folder) => Path.Combine(folder.Path, "journal.txt");

    public static string[] ReadJournal(TempFolder folder) => File.Exists(JournalOf(folder)) ? File.ReadAllLines(JournalOf(folder)) : [];

    /// <summary>Waits until it lists its functions, which it does when it serves.</summary>
    public async Task ListeningAsync() => Http.BaseAddress = new Uri(await listening.Task.WaitAsync(TimeSpan.FromSeconds(60)));

    public async Task SignalAsync(string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>The exit code, once it has ended by itself.</summary>
    public async Task<int> ExitAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(patience.Token);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private void Read(string? line)
    {
        lock (output) output.AppendLine(line);
        if (line is not null && Address().Match(line) is { Success: true } match) listening.TrySetResult(match.Value);
    }

    [GeneratedRegex(@"http://localhost:\d+")]
    private static partial Regex Address();
}
