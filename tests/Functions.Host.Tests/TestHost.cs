using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Embedded.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Functions.Host.Tests;

/// <summary>A functions host in this process, on a free port, with its own folder and settings.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly TempFolder folder;
    private readonly bool ownsFolder;
    private readonly StrongBox<int> exitCode;

    private TestHost(FunctionsHost host, TempFolder folder, bool ownsFolder, StringWriter output, StringWriter error, StrongBox<int> exitCode, CapturedLog log)
    {
        Host = host;
        this.folder = folder;
        this.ownsFolder = ownsFolder;
        Output = output;
        Error = error;
        Log = log;
        this.exitCode = exitCode;
        Http = new HttpClient { BaseAddress = host.BaseUrl.Length == 0 ? null : new Uri(host.BaseUrl), Timeout = TimeSpan.FromSeconds(60) };
    }

    public FunctionsHost Host { get; }

    public HttpClient Http { get; }

    public StringWriter Output { get; }

    public StringWriter Error { get; }

    public CapturedLog Log { get; }

    /// <summary>What the process would end with.</summary>
    public int ExitCode => exitCode.Value;

    public static async Task<TestHost> StartAsync(Setup setup)
    {
        TempFolder folder = setup.Folder ?? new TempFolder();
        if (setup.HostJson is not null) File.WriteAllText(Path.Combine(folder.Path, "host.json"), setup.HostJson);
        if (setup.LocalSettings is not null) File.WriteAllText(Path.Combine(folder.Path, "local.settings.json"), setup.LocalSettings);
        var settings = new Dictionary<string, string?>(setup.Settings)
        {
            ["DURABLETASK_PATH"] = Path.Combine(folder.Path, "durable.db"),
        };
        if (setup.Storage is not null) settings["AzureWebJobsStorage"] = setup.Storage;
        StringWriter output = new(), error = new();
        var exitCode = new StrongBox<int>();
        var builder = new FunctionsApplicationBuilder(new HostStartup
        {
            Args = setup.Args ?? ["--port", "0"],
            Root = folder.Path,
            HostId = setup.HostId,
            FunctionTypes = setup.Functions,
            Settings = settings,
            Time = setup.Time ?? TimeProvider.System,
            HoldTime = setup.HoldTime,
            Output = output,
            Error = error,
            SetExitCode = code => exitCode.Value = code,
        });
        var log = new CapturedLog();
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Debug);
        if (setup.AspNetCore) builder.ConfigureFunctionsWebApplication();
        builder.Services.AddSingleton(setup.Recorder);
        setup.Configure?.Invoke(builder);
        var host = (FunctionsHost)builder.Build();
        await host.StartAsync();
        return new TestHost(host, folder, setup.Folder is null, output, error, exitCode, log);
    }

    public async Task StopAsync() => await Host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Host.StopAsync();
        await Host.DisposeAsync();
        if (ownsFolder) folder.Dispose();
    }
}

/// <summary>What a test asks of its host.</summary>
internal sealed record Setup(params Type[] Functions)
{
    public string? Storage { get; init; }

    /// <summary>Receipts and timers are kept by host id: tests that share a storage take different ones.</summary>
    public string HostId { get; init; } = $"test-{Guid.NewGuid():N}"[..20];

    public Recorder Recorder { get; init; } = new();

    public TempFolder? Folder { get; init; }

    public string? HostJson { get; init; }

    public string? LocalSettings { get; init; }

    public string[]? Args { get; init; }

    public bool AspNetCore { get; init; } = true;

    public TimeSpan HoldTime { get; init; } = TimeSpan.FromSeconds(30);

    public TimeProvider? Time { get; init; }

    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    public Action<FunctionsApplicationBuilder>? Configure { get; init; }
}

/// <summary>What functions under test were called with; tests wait on it.</summary>
internal sealed class Recorder
{
    private readonly ConcurrentQueue<string> calls = new();
    private readonly SemaphoreSlim changed = new(0);

    public IReadOnlyCollection<string> Calls => calls;

    /// <summary>What the function under test does after it was recorded.</summary>
    public Func<string, CancellationToken, Task> Then { get; set; } = (_, _) => Task.CompletedTask;

    public async Task CallAsync(string call, CancellationToken cancellation = default)
    {
        calls.Enqueue(call);
        changed.Release();
        await Then(call, cancellation);
    }

    public async Task WaitForAsync(int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (calls.Count < count)
        {
            try
            {
                await changed.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"Expected {count} calls, saw {calls.Count}: {string.Join(" | ", calls)}");
            }
        }
    }
}

/// <summary>Waits for what has no event to wait on.</summary>
internal static class Eventually
{
    public static async Task<T> GetAsync<T>(Func<Task<T?>> probe, string what)
        where T : class
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!patience.IsCancellationRequested)
        {
            if (await probe() is { } value) return value;
            await Task.Delay(50, CancellationToken.None);
        }
        throw new TimeoutException($"Not within a minute: {what}");
    }

    public static Task TrueAsync(Func<Task<bool>> probe, string what) => GetAsync(async () => await probe() ? "" : null, what);
}

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("functions-host-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

/// <summary>Keeps what the host logs.</summary>
internal sealed class CapturedLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> lines = new();

    public IReadOnlyCollection<(LogLevel Level, string Text)> Lines => lines;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        lines.Enqueue((logLevel, formatter(state, exception)));

    public void Dispose()
    {
    }
}
