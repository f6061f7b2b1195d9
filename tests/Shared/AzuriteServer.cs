using System.Diagnostics;

namespace Shared;

/// <summary>
/// A real Azurite (blob, queue and table storage) on ports of the loopback interface that are its own, with an empty temporary
/// folder. Use it as an xunit fixture (<c>IClassFixture&lt;AzuriteServer&gt;</c>) or start one with
/// <see cref="StartAsync"/>.
/// </summary>
public sealed class AzuriteServer : IAsyncLifetime
{
    // Azurite's documented development account; it is the same on every machine and no secret.
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    // Leased, for it comes back on the same ports after an outage.
    private readonly PortLease _blobs = PortLease.Take(), _queues = PortLease.Take(), _tables = PortLease.Take();
    private readonly string _folder = Directory.CreateTempSubdirectory("azurite-").FullName;
    private Process? _process;

    public int BlobPort => _blobs.Port;

    public int QueuePort => _queues.Port;

    public int TablePort => _tables.Port;

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
            // Azurite starts the services one after the other: blob, queue, then table.
            if (line.StartsWith("Azurite Table service is successfully listening", StringComparison.Ordinal)) listening.TrySetResult();
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
            await listening.Task.WaitAsync(Wait.Limit);
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
        Signal.Send("TERM", _process.Id);
        try
        {
            await _process.WaitForExitAsync().WaitAsync(Wait.Limit);
        }
        catch (TimeoutException)
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
        foreach (PortLease port in (PortLease[])[_blobs, _queues, _tables]) port.Dispose();
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
        string package = Path.Combine(Repository.Root, "node_modules", "azurite");
        if (!Directory.Exists(package))
            throw new InvalidOperationException($"{package} is missing: run `npm ci` in {Repository.Root}.");
        return new ProcessStartInfo("node")
        {
            ArgumentList =
            {
                Path.Combine(Repository.Root, "build", "azurite.cjs"), "--location", _folder,
                "--skipApiVersionCheck", "--disableTelemetry", "--silent",
                "--blobHost", "127.0.0.1", "--queueHost", "127.0.0.1", "--tableHost", "127.0.0.1",
                "--blobPort", $"{BlobPort}", "--queuePort", $"{QueuePort}", "--tablePort", $"{TablePort}",
            },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }
}
