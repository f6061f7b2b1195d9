using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Shared;

/// <summary>A program that is started for a test, with what it said; killed, with all it started, when it is disposed.</summary>
internal sealed class ChildProcess : IDisposable, IAsyncDisposable
{
    private readonly Process _process;
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [], _output = [], _errors = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="start">What to start; its output is redirected.</param>
    /// <param name="environment">Set beside what the tests' own process has; a null value removes the variable.</param>
    public ChildProcess(ProcessStartInfo start, IReadOnlyDictionary<string, string?> environment)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        foreach ((string name, string? value) in environment) start.Environment[name] = value;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Read(line.Data, _output);
        _process.ErrorDataReceived += (_, line) => Read(line.Data, _errors);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Both streams so far.</summary>
    public string Said => Text(_lines);

    public string Output => Text(_output);

    public string Errors => Text(_errors);

    /// <param name="program">Assembly beside the tests: <c>worker.dll</c>.</param>
    /// <param name="environment">Added; a null value removes the variable.</param>
    /// <param name="arguments">Of the program.</param>
    public static ChildProcess Start(string program, IReadOnlyDictionary<string, string?> environment, params string[] arguments) =>
        new(new ProcessStartInfo("dotnet",
            [Path.Combine(AppContext.BaseDirectory, program), .. arguments])
        { RedirectStandardInput = true }, environment);

    /// <summary>The first line, said before or after this call, that is wanted.</summary>
    public Task<string> WaitForLineAsync(Func<string, bool> wanted) => UntilAsync(() => _lines.FirstOrDefault(wanted));

    /// <summary>Waits until it says something that matches, maybe over several lines.</summary>
    public Task<Match> SaysAsync(Regex expected) =>
        UntilAsync(() => expected.Match(string.Join('\n', _lines)) is { Success: true } match ? match : null);

    /// <summary>Its exit code, once it has ended by itself.</summary>
    public async Task<int> WaitForExitAsync()
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(Wait.Limit);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"The process still runs after {Wait.Limit.TotalMinutes} minutes and said:\n{Said}", e);
        }
        return _process.ExitCode;
    }

    /// <summary>Asks it to end, as service managers do, and returns its exit code.</summary>
    public Task<int> TerminateAsync()
    {
        Signal("TERM");
        return WaitForExitAsync();
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <param name="name"><c>TERM</c> or <c>INT</c>.</param>
    public void Signal(string name) => Shared.Signal.Send(name, Id);

    public void CloseInput() => _process.StandardInput.Close();

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }
        _process.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Looks at each new line, so that nothing is seen late, until there is an answer.</summary>
    private async Task<T> UntilAsync<T>(Func<T?> probe)
        where T : class
    {
        Task ended = _process.WaitForExitAsync();
        using var found = new CancellationTokenSource();
        Task limit = Task.Delay(Wait.Limit, found.Token);
        while (true)
        {
            // Before the lines are looked at: what it says last is read by then.
            bool last = ended.IsCompleted;
            Task more;
            lock (_lock)
            {
                if (probe() is { } answer)
                {
                    found.Cancel();
                    return answer;
                }
                more = _more.Task;
            }
            if (last) throw new InvalidOperationException($"The process ended with {_process.ExitCode} and said:\n{Said}");
            if (limit.IsCompleted)
                throw new TimeoutException($"Waited {Wait.Limit.TotalMinutes} minutes in vain; the process said:\n{Said}");
            await Task.WhenAny(more, ended, limit);
        }
    }

    private string Text(List<string> lines)
    {
        lock (_lock) return string.Join('\n', lines);
    }

    private void Read(string? line, List<string> stream)
    {
        if (line is null) return;
        lock (_lock)
        {
            _lines.Add(line);
            stream.Add(line);
            _more.TrySetResult();
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
