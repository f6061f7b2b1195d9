using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Embedded.Dispatch;
using Microsoft.DurableTask.Embedded.Store;
using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask.Embedded;

/// <summary>
/// Durable orchestrations in one process: code is replayed from a history in SQLite, so that a host which is killed at any point
/// goes on where it was. Activities run at least once.
/// </summary>
internal sealed class DurableTaskEngine : IAsyncDisposable
{
    static readonly TimeSpan DisposeTimeout = TimeSpan.FromSeconds(10);

    readonly DurableTaskEngineOptions options;
    readonly IDurableFunctions functions;
    readonly ILoggerFactory loggerFactory;
    RunningEngine? running;

    public DurableTaskEngine(DurableTaskEngineOptions options, IDurableFunctions functions, ILoggerFactory loggerFactory)
    {
        ArgumentException.ThrowIfNullOrEmpty(options.DatabasePath);
        ArgumentException.ThrowIfNullOrEmpty(options.HubName);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaxConcurrentActivities);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaxConcurrentOrchestrations);
        this.options = options;
        this.functions = functions;
        this.loggerFactory = loggerFactory;
        Client = new EmbeddedDurableTaskClient(options.HubName, () => running ?? throw new InvalidOperationException(
            "The durable engine is not running: it has not been started yet, or it has been stopped."));
    }

    /// <summary>Usable between start and stop.</summary>
    public DurableTaskClient Client { get; }

    /// <summary>Opens the history and goes on with all that was in flight.</summary>
    /// <exception cref="InvalidOperationException">The engine runs already, another host uses the file, or its format is not known.</exception>
    public Task StartAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (running is not null) throw new InvalidOperationException("The durable engine is running already.");
        DurableStore store = new(options.DatabasePath, options.HubName);
        try
        {
            RunningEngine engine = new(new EngineParts(options, functions, store, loggerFactory));
            running = engine;
            engine.Start();
        }
        catch
        {
            running = null;
            store.Dispose();
            throw;
        }
        return Task.CompletedTask;
    }

    /// <summary>Stops taking work, cancels running activities and waits for them until <paramref name="cancellation"/>. Nothing is lost.</summary>
    public Task StopAsync(CancellationToken cancellation) =>
        Interlocked.Exchange(ref running, null) is { } engine ? engine.StopAsync(cancellation) : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource patience = new(DisposeTimeout);
        await StopAsync(patience.Token);
    }
}
