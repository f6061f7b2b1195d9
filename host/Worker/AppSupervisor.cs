using System.Net.Sockets;
using ImageClassifier.Hosting.App;
using ImageClassifier.Hosting.Setup;

namespace ImageClassifier.Hosting.Worker;

/// <summary>Keeps one process of the app running: starts it, and starts another when it ends.</summary>
internal sealed class AppSupervisor(AppFolder app, IReadOnlyList<FunctionDefinition> functions, RpcServer rpc, ILoggerFactory logs)
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(2);
    // A signal to the whole process group may reach the app a moment before the host.
    private static readonly TimeSpan SignalDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly ILogger _logger = logs.CreateLogger("FunctionsHost.App");
    private readonly ILogger _console = logs.CreateLogger("Functions.Console");
    private readonly Lock _lock = new();
    private TaskCompletionSource<AppConnection> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private AppProcess? _process;

    /// <summary>The connection to a process that has loaded its functions and answers HTTP; waits while there is none.</summary>
    public Task<AppConnection> ReadyAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            // The process may be gone before its end is noticed here.
            if (_ready.Task is { IsCompletedSuccessfully: true, Result.HasEnded: true })
                _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _ready.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Ends the process, so that another takes its place: for a function that takes too long.</summary>
    public void Restart()
    {
        lock (_lock) _process?.Kill();
    }

    /// <summary>
    /// Runs the app until it is told to stop. Throws what goes wrong at the first start; a process that ends later is followed by another.
    /// </summary>
    /// <param name="stopping">The host was asked to stop: an app that ends from now on is not started again.</param>
    /// <param name="stop">Ends the app.</param>
    public async Task RunAsync(CancellationToken stopping, CancellationToken stop)
    {
        TimeSpan pause = TimeSpan.Zero;
        for (bool first = true; !stop.IsCancellationRequested; first = false)
        {
            try
            {
                await RunOneAsync(stopping, stop);
                pause = TimeSpan.Zero;
            }
            catch (Exception e) when (!first && e is HostException or TimeoutException or WorkerProcessExitException)
            {
                pause = TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, pause.TotalSeconds * 2 + 1));
                _logger.LogError("The app did not start: {Problem} The next attempt is in {Seconds} s.", e.Message, pause.TotalSeconds);
            }
            await Task.Delay(pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Returns when the process has ended, by itself or because of `stop`.
    private async Task RunOneAsync(CancellationToken stopping, CancellationToken stop)
    {
        string workerId = Guid.NewGuid().ToString();
        Task<AppConnection> calling = rpc.ExpectAsync(workerId, stop);
        await using AppProcess process = AppProcess.Start(app, rpc.Address, workerId, _console);
        AppConnection? connection = null;
        try
        {
            lock (_lock) _process = process;
            connection = await ConnectAsync(process, calling, stop);
            lock (_lock) _ready.TrySetResult(connection);
            int code = await process.ExitAsync(stop);
            await Task.Delay(SignalDelay, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stopping.IsCancellationRequested) await Task.Delay(Timeout.Infinite, stop);
            _logger.LogError("The app's process {Id} ended with code {Code}; starting it again.", process.Id, code);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            connection?.Terminate(EndTimeout);
            await process.ExitAsync(CancellationToken.None).WaitAsync(EndTimeout, CancellationToken.None)
                .ContinueWith(_ => { }, TaskScheduler.Default);
        }
        finally
        {
            lock (_lock)
            {
                _process = null;
                if (_ready.Task.IsCompleted) _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    private async Task<AppConnection> ConnectAsync(AppProcess process, Task<AppConnection> calling, CancellationToken stop)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stop);
        timeout.CancelAfter(StartTimeout);
        try
        {
            Task<int> exit = process.ExitAsync(timeout.Token);
            if (await Task.WhenAny(calling, exit).WaitAsync(timeout.Token) == exit)
                throw NotReady($"ended with code {await exit} before it was ready");
            AppConnection connection = await calling;
            await connection.InitializeAsync(app, functions, timeout.Token);
            await WaitForHttpAsync(connection, timeout.Token);
            return connection;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw NotReady($"was not ready after {StartTimeout.TotalSeconds} s");
        }
    }

    private HostException NotReady(string what) => new(ExitCode.Failed, $"{app.Program ?? app.Executable} {what}; see what it said above.");

    // The app may open its HTTP port a moment after it has answered over RPC.
    private async Task WaitForHttpAsync(AppConnection connection, CancellationToken cancellationToken)
    {
        if (!functions.Any(function => function.Trigger.Type == FunctionBinding.HttpTrigger)) return;
        Uri address = connection.HttpAddress ?? throw new HostException(
            ExitCode.CannotStart,
                "The app has HTTP functions but no HTTP address: call ConfigureFunctionsWebApplication() in its Program.cs.");
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(address.Host, address.Port, cancellationToken);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
            }
        }
    }
}
