using System.Diagnostics;
using System.Globalization;
using ImageClassifier.Worker.Runtime;

namespace ImageClassifier.Worker.Local;

/// <summary>
/// Several processes that each train a shard of a study into the same folder. A small network does not keep two cores busy, for its
/// operations are over before a second thread has woken; two of them do. torch has one random generator for a process, so they are
/// processes.
/// </summary>
/// <param name="arguments">Those of this process: its children get the same ones.</param>
/// <param name="count">Number of processes.</param>
/// <param name="threads">CPU threads of all of them together.</param>
/// <param name="output">Hears what they say, each line with the number of its process.</param>
internal sealed class StudyProcesses(IReadOnlyList<string> arguments, int count, int threads, Output output)
{
    private const string Jobs = "--jobs", Threads = "--threads";

    /// <summary>Returns when all have ended. Whatever they did not finish is for the caller to train.</summary>
    /// <exception cref="OperationCanceledException">It was asked to stop; they were, too, and have ended.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(Enumerable.Range(0, count).Select(number => RunAsync(new StudyShard(number, count), cancellationToken)));
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task RunAsync(StudyShard shard, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        string own = typeof(StudyProcesses).Assembly.Location;
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet") start.ArgumentList.Add(own);
        foreach (string argument in (IEnumerable<string>)[.. Inherited(), "--shard", shard.ToString(), Threads, Math.Max(1, threads / count)
            .ToString(CultureInfo.InvariantCulture)])
            start.ArgumentList.Add(argument);

        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Relay(output.Say, shard, line.Data);
        process.ErrorDataReceived += (_, line) => Relay(output.Warn, shard, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        // The end of its standard input asks it to stop, and comes by itself when this process dies.
        using (cancellationToken.Register(process.StandardInput.Close)) await process.WaitForExitAsync(CancellationToken.None);
        if (process.ExitCode != 0 && !cancellationToken.IsCancellationRequested)
            output.Warn($"process {shard} ended with {process.ExitCode}; what it left is trained here");
    }

    /// <summary>All but what this process decides for them.</summary>
    private IEnumerable<string> Inherited()
    {
        for (int i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] is Jobs or Threads) i++;
            else if (!arguments[i].StartsWith(Jobs + "=", StringComparison.Ordinal)
                && !arguments[i].StartsWith(Threads + "=", StringComparison.Ordinal)) yield return arguments[i];
        }
    }

    private static void Relay(Action<string> say, StudyShard shard, string? line)
    {
        if (!string.IsNullOrEmpty(line)) say($"{shard.Number + 1}| {line}");
    }
}
