using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Shared;

/// <summary>
/// A real Azurite (blob, queue and table storage) on free ports of the loopback interface, with an empty temporary
/// folder. Use it as an xunit fixture (<c>IClassFixture&lt;AzuriteServer&gt;</c>) or start one with
/// <see cref="StartAsync"/>. Link this file into a test project:
/// <c>&lt;Compile Include="../Shared/AzuriteServer.cs" Link="Shared/AzuriteServer.cs" /&gt;</c>.
/// </summary>
public sealed partial class AzuriteServer : IAsyncLifetime
{
    // Azurite's documented development account; it is the same on every machine and no secret.
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("azurite-").FullName;
    private Process? _process;

    /// <summary>Port of the blob service; 0 before it started.</summary>
    public int BlobPort { get; private set; }

    /// <summary>Port of the queue service; 0 before it started.</summary>
    public int QueuePort { get; private set; }

    /// <summary>Port of the table service; 0 before it started.</summary>
    public int TablePort { get; private set; }

    /// <summary>A full storage connection string: what <c>AzureWebJobsStorage</c> takes.</summary>
    public string ConnectionString =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};" +
        $"BlobEndpoint=http://127.0.0.1:{BlobPort}/{Account};QueueEndpoint=http://127.0.0.1:{QueuePort}/{Account};" +
        $"TableEndpoint=http://127.0.0.1:{TablePort}/{Account};";

    /// <summary>Starts a server that the caller disposes.</summary>
    public static async Task<AzuriteServer> StartAsync()
    {
        var server = new AzuriteServer();
        await server.InitializeAsync();
        return server;
    }

    /// <summary>Starts Azurite and returns when all services listen. Also restarts a stopped one: same ports, same data.</summary>
    public async ValueTask InitializeAsync()
    {
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var output = new List<string>();
        var started = new Process { StartInfo = StartInfo(), EnableRaisingEvents = true };
        void Read(string? line)
        {
            if (line is null) return;
            lock (output) output.Add(line);
            if (ListeningLine().Match(line) is not { Success: true } match) return;
            int port = int.Parse(match.Groups["port"].Value);
            switch (match.Groups["service"].Value)
            {
                case "Blob":
                    BlobPort = port;
                    break;
                case "Queue":
                    QueuePort = port;
                    break;
                default:
                    // Azurite starts the services one after the other: blob, queue, then table.
                    TablePort = port;
                    listening.TrySetResult();
                    break;
            }
        }
        started.OutputDataReceived += (_, line) => Read(line.Data);
        started.ErrorDataReceived += (_, line) => Read(line.Data);
        started.Exited += (_, _) => listening.TrySetException(new InvalidOperationException("Azurite ended before it listened."));
        started.Start();
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        _process = started;
        AppDomain.CurrentDomain.ProcessExit += KillAtExit;
        try
        {
            await listening.Task.WaitAsync(StartTimeout);
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException)
        {
            await KillAsync();
            Forget();
            string said;
            lock (output) said = string.Join(Environment.NewLine, output);
            throw new InvalidOperationException($"Azurite did not start: {e.Message} It said:{Environment.NewLine}{said}", e);
        }
    }

    /// <summary>Stops Azurite and keeps its data: an outage. <see cref="InitializeAsync"/> brings it back.</summary>
    public async Task StopAsync()
    {
        if (_process is null) return;
        // Azurite writes its index to disk every few seconds and at a polite end, so a kill would lose the latest blobs.
        using (Process signal = Process.Start("kill", ["-TERM", $"{_process.Id}"])) await signal.WaitForExitAsync();
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            await KillAsync();
        }
        Forget();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Forget();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task KillAsync()
    {
        if (_process is null) return;
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    private void Forget()
    {
        AppDomain.CurrentDomain.ProcessExit -= KillAtExit;
        _process?.Dispose();
        _process = null;
    }

    private void KillAtExit(object? sender, EventArgs e) => _process?.Kill(entireProcessTree: true);

    private ProcessStartInfo StartInfo()
    {
        string program = Path.Combine(RepositoryRoot(), "node_modules", "azurite", "dist", "src", "azurite.js");
        if (!File.Exists(program))
            throw new InvalidOperationException($"{program} is missing: run `npm ci` in {RepositoryRoot()}.");
        return new ProcessStartInfo("node")
        {
            ArgumentList =
            {
                program, "--location", _folder, "--skipApiVersionCheck", "--disableTelemetry", "--silent",
                "--blobHost", "127.0.0.1", "--queueHost", "127.0.0.1", "--tableHost", "127.0.0.1",
                // Port 0 lets the system choose, so that tests can run beside each other.
                "--blobPort", $"{BlobPort}", "--queuePort", $"{QueuePort}", "--tablePort", $"{TablePort}",
            },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }

    private static string RepositoryRoot()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "package.json"))) return at.FullName;
        throw new InvalidOperationException($"No package.json above {AppContext.BaseDirectory}: run the tests inside the repository.");
    }

    [GeneratedRegex(@"^Azurite (?<service>Blob|Queue|Table) service is successfully listening at http://127\.0\.0\.1:(?<port>\d+)")]
    private static partial Regex ListeningLine();
}
