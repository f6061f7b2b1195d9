using ImageClassifier.Hosting.App;
using ImageClassifier.Hosting.Http;
using ImageClassifier.Hosting.Invocation;
using ImageClassifier.Hosting.Jobs;
using ImageClassifier.Hosting.Logging;
using ImageClassifier.Hosting.Setup;
using ImageClassifier.Hosting.Worker;
using Yarp.ReverseProxy.Forwarder;

namespace ImageClassifier.Hosting;

/// <summary>Runs one functions app, from its start to an orderly stop.</summary>
internal sealed class FunctionsHost : IDisposable
{
    private const int DefaultPort = 7071;

    private readonly CommandLine _command;
    private readonly TextWriter _output;
    private readonly AppFolder _app;
    private readonly IConfigurationRoot _configuration;
    private readonly List<FunctionDefinition> _functions;
    private readonly FunctionKeys? _keys;
    private readonly ILoggerFactory _logs;
    private readonly StorageProbe _storage;
    private readonly CancellationTokenSource _stopTriggers = new(), _stopApp = new();

    /// <summary>Reads the app, and prepares the environment that it will inherit. A <see cref="HostException"/> says what is wrong with
    /// it.</summary>
    public FunctionsHost(CommandLine command, TextWriter output)
    {
        (_command, _output) = (command, output);
        _app = AppFolder.Open(command.AppFolder);
        HostSettings.ApplyToEnvironment(_app);
        _configuration = HostSettings.Read(_app);
        _functions = _app.Functions.Where(function => !_configuration.IsDisabled(function)).ToList();
        foreach (FunctionDefinition off in _app.Functions.Except(_functions)) output.WriteLine($"{off.Name} is disabled.");
        IReadOnlyList<Uri> endpoints = StorageConnections.Endpoints(_functions, _configuration);
        _keys = command.Keys ? FunctionKeys.Read(_configuration, output.WriteLine) : null;
        _logs = HostLogging.Create(_configuration);
        _storage = new StorageProbe(endpoints, _logs.CreateLogger("FunctionsHost.Storage"));
    }

    /// <summary>Serves until <paramref name="stop"/>, then stops in order. A <see cref="HostException"/> says what went wrong.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await using RpcServer rpc = await RpcServer.StartAsync(_logs);
        var app = new AppSupervisor(_app, _functions, rpc, _logs);
        var invoker = new FunctionInvoker(app, _configuration.FunctionTimeout(), _logs);
        var address = new TaskCompletionSource<Uri>();
        var jobs = new JobRunner(
            async failed => JobHosts(invoker, await address.Task).Build(failed), _storage, _logs.CreateLogger("FunctionsHost.Triggers"));
        HttpServer http = await HttpServer.StartAsync(
            _command.Port ?? _app.Local.Port ?? DefaultPort, _app.Local.Cors, _configuration, _logs, server => Map(server, invoker, jobs));
        address.SetResult(http.Address);
        // As the official host does; also for the app.
        HostSettings.SetDefault("WEBSITE_HOSTNAME", http.Address.Authority);

        Task running = app.RunAsync(stop, _stopApp.Token), triggers = Task.CompletedTask;
        try
        {
            await FirstAsync(running, app.ReadyAsync(stop));
            _output.WriteLine(FunctionList.Text(_functions, http.Address, _configuration));
            if (NeedsTriggers) await FirstAsync(running, triggers = jobs.RunAsync(_stopTriggers.Token), jobs.ReadyAsync(stop));
            _output.WriteLine("Host started.");
            await FirstAsync(running, NeedsTriggers ? triggers : Task.Delay(Timeout.Infinite, stop), Task.Delay(Timeout.Infinite, stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            _output.WriteLine("Stopping ...");
        }
        finally
        {
            // Nothing new comes in; what runs may finish. Each step has its own limit, together less than ten seconds.
            _stopTriggers.Cancel();
            await Task.WhenAll(http.DisposeAsync().AsTask(), Ended(triggers));
            _stopApp.Cancel();
            await Ended(running);
        }
    }

    public void Dispose()
    {
        _storage.Dispose();
        // Also writes what the log still holds.
        _logs.Dispose();
    }

    private bool NeedsTriggers =>
        _functions.Any(function => function.Trigger.Type != FunctionBinding.HttpTrigger || function.DurableClients.Count > 0);

    private JobHostBuilder JobHosts(FunctionInvoker invoker, Uri server)
    {
        List<FunctionDefinition> triggered = _functions.Where(function => function.Trigger.Type != FunctionBinding.HttpTrigger).ToList();
        var runner = new TriggeredFunctionRunner(triggered, invoker);
        return new JobHostBuilder(_app, triggered, runner, DurableApi.Address(server, _keys), _configuration, _logs);
    }

    private void Map(WebApplication server, FunctionInvoker invoker, JobRunner jobs)
    {
        var functions = new HttpFunctions(server.Services.GetRequiredService<IHttpForwarder>(), invoker, jobs, _keys, _logs);
        foreach (FunctionDefinition function in _functions.Where(function => function.Trigger.Type == FunctionBinding.HttpTrigger))
            HttpRoutes.Map(server, function, _configuration, context => functions.HandleAsync(function, context));
        if (_functions.Any(function => function.Trigger.IsDurable || function.DurableClients.Count > 0))
            server.Map($"{DurableApi.Path}/{{**rest}}", new DurableApi(jobs, _keys).HandleAsync);
    }

    // Waits for the first to end, and throws what it threw.
    private static async Task FirstAsync(params Task[] tasks) => await await Task.WhenAny(tasks);

    private static async Task Ended(Task task) => await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
