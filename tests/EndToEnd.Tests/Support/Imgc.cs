using System.Diagnostics;
using System.Text;
using System.Text.Json;
using ImageClassifier.Contracts.Json;
using ImageClassifier.Mlflow;
using ImageClassifier.Storage;

namespace EndToEnd.Tests.Support;

/// <summary>The real imgc as a child process, with a state folder and ports of its own. Disposing it leaves nothing behind.</summary>
public sealed class Imgc : IAsyncDisposable
{
    // For the functions host, the tracking server, and Azurite's blobs, queues and tables.
    private readonly PortLease[] _leases = [.. Enumerable.Range(0, 5).Select(_ => PortLease.Take())];

    public Imgc() => State = Directory.CreateTempSubdirectory("imgc-e2e-").FullName;

    public string State { get; }

    /// <summary>Further variables of its environment; these win.</summary>
    public Dictionary<string, string?> Environment { get; } = [];

    public string FunctionsUrl => $"http://127.0.0.1:{_leases[0].Port}";

    public string TrackingUrl => $"http://127.0.0.1:{_leases[1].Port}";

    public IReadOnlyList<int> Ports => [.. _leases.Select(lease => lease.Port)];

    public StorageAccount Storage => new(
        "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;"
        // Azurite's documented development key.
        + "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;"
        + $"BlobEndpoint=http://127.0.0.1:{_leases[2].Port}/devstoreaccount1;"
        + $"QueueEndpoint=http://127.0.0.1:{_leases[3].Port}/devstoreaccount1;");

    public MlflowClient Tracking => MlflowClient.FromEnvironment(new Uri(TrackingUrl));

    public ImgcProcess Start(params string[] args) => new(Program, args, new Dictionary<string, string?>(Environment)
    {
        ["MLFLOW_TRACKING_URI"] = Environment.GetValueOrDefault("MLFLOW_TRACKING_URI") ?? "",
        ["IMGC_STATE"] = State,
        ["IMGC_FUNCTIONS_PORT"] = $"{_leases[0].Port}",
        ["IMGC_TRACKING_PORT"] = $"{_leases[1].Port}",
        ["IMGC_AZURITE_BLOB_PORT"] = $"{_leases[2].Port}",
        ["IMGC_AZURITE_QUEUE_PORT"] = $"{_leases[3].Port}",
        ["IMGC_AZURITE_TABLE_PORT"] = $"{_leases[4].Port}",
        // What the caller has set must not point the tests at services of theirs.
        ["IMGC_FUNCTIONS_URL"] = "",
    });

    /// <summary>Runs a command to its end.</summary>
    public async Task<ImgcResult> RunAsync(params string[] args)
    {
        using ImgcProcess process = Start(args);
        return await process.EndAsync();
    }

    /// <summary>Starts <c>imgc up</c> and returns when all services are well.</summary>
    public async Task<ImgcProcess> UpAsync()
    {
        ImgcProcess up = Start("up");
        await Wait.UntilAsync("imgc up is ready", () => up.Output.Contains("Ctrl-C ends them", StringComparison.Ordinal)
            || (up.HasExited ? throw new InvalidOperationException($"imgc up ended: {up.Error}") : false));
        return up;
    }

    /// <summary>Pid of a service, from what imgc records of its stack.</summary>
    public int ServicePid(string name)
    {
        using JsonDocument record = JsonDocument.Parse(File.ReadAllText(Path.Combine(State, "run", "stack.json")));
        return record.RootElement.GetProperty("services").EnumerateArray()
            .Single(service => service.GetProperty("name").GetString() == name).GetProperty("pid").GetInt32();
    }

    /// <summary>Processes that were started, directly or not, for this state folder: services and workers.</summary>
    public IReadOnlyList<int> Processes() => ProcessesWith($"IMGC_STACK={State}");

    /// <summary>Processes that train.</summary>
    public IReadOnlyList<int> Workers() => ProcessesOf("worker.dll");

    /// <summary>The process of the functions app, which its host starts.</summary>
    public IReadOnlyList<int> Apps() => ProcessesOf("ImageClassifier.Functions.dll");

    /// <summary>Waits until Azurite has written down what it says it has: it keeps the last seconds in memory only.</summary>
    public Task WrittenAsync(string blob) => Wait.UntilAsync($"Azurite has written {blob}", () =>
        File.ReadAllText(Path.Combine(State, "azurite", "__azurite_db_blob__.json")).Contains(blob, StringComparison.Ordinal));

    private IReadOnlyList<int> ProcessesOf(string program) =>
        [.. Processes().Where(pid => CommandLine(pid).Contains(program, StringComparison.Ordinal))];

    public async ValueTask DisposeAsync()
    {
        foreach (int pid in Processes()) Signal.Send("KILL", pid);
        await Wait.UntilAsync("all processes are gone", () => Processes().Count == 0);
        Directory.Delete(State, recursive: true);
        foreach (PortLease lease in _leases) lease.Dispose();
    }

    private static string Program => Repository.Built("cli", "imgc.dll");

    private static IReadOnlyList<int> ProcessesWith(string variable)
    {
        byte[] wanted = Encoding.UTF8.GetBytes(variable + '\0');
        var found = new List<int>();
        foreach (string folder in Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])))
        {
            try
            {
                if (File.ReadAllBytes(Path.Combine(folder, "environ")).AsSpan().IndexOf(wanted) >= 0)
                    found.Add(int.Parse(Path.GetFileName(folder)));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It ended meanwhile, or is not ours.
            }
        }
        return found;
    }

    private static string CommandLine(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }
}

/// <summary>A running imgc.</summary>
public sealed class ImgcProcess : IDisposable
{
    private readonly ChildProcess _process;

    public ImgcProcess(string program, string[] args, Dictionary<string, string?> environment) =>
        _process = new ChildProcess(new ProcessStartInfo("dotnet", [program, .. args]), environment);

    public int Pid => _process.Id;

    public bool HasExited => _process.HasExited;

    public string Output => _process.Output;

    public string Error => _process.Errors;

    public async Task<ImgcResult> EndAsync() => new(await _process.WaitForExitAsync(), Output, Error);

    /// <summary>Ctrl-C, and its exit code.</summary>
    public async Task<ImgcResult> InterruptAsync()
    {
        _process.Signal("INT");
        return await EndAsync();
    }

    public void Dispose() => _process.Dispose();
}

/// <summary>What an imgc said and returned.</summary>
public sealed record ImgcResult(int ExitCode, string Output, string Error)
{
    /// <summary>The object on the last line of standard output.</summary>
    public T Json<T>() => JsonSerializer.Deserialize<T>(Output.TrimEnd('\n').Split('\n')[^1], CoreJson.Options)!;

    public ImgcResult Expect(int exitCode)
    {
        Assert.True(ExitCode == exitCode, $"exit code {ExitCode} in place of {exitCode}\n--- stdout\n{Output}\n--- stderr\n{Error}");
        return this;
    }
}
