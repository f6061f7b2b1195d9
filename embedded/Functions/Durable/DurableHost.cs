using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker.Embedded.Configuration;
using Microsoft.Azure.Functions.Worker.Embedded.Functions;
using Microsoft.Azure.Functions.Worker.Embedded.Hosting;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Embedded;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Embedded.Durable;

/// <summary>The durable engine in this host: its place on disk, its client for functions, its management API.</summary>
internal sealed class DurableHost : IAsyncDisposable
{
    private const string PathSetting = "DURABLETASK_PATH";

    private readonly DurableFunctions functions;
    private readonly DurableTaskEngine engine;
    private readonly FunctionsDurableTaskClient client;

    private DurableHost(DurableFunctions functions, DurableTaskEngine engine)
    {
        this.functions = functions;
        this.engine = engine;
        client = new FunctionsDurableTaskClient(engine.Client);
    }

    public DurableTaskClient Client => client;

    /// <summary>Where the host listens; set when it does.</summary>
    public string BaseUrl
    {
        set => client.BaseUrl = value;
    }

    /// <summary>Null where no function has to do with orchestrations.</summary>
    public static DurableHost? Create(
        IReadOnlyList<FunctionDescriptor> functions, DurableSettings settings, IConfiguration configuration, TimeProvider time, ILoggerFactory loggers)
    {
        if (!functions.Any(IsDurable)) return null;
        var durable = new DurableFunctions(functions);
        var options = new DurableTaskEngineOptions
        {
            DatabasePath = PathOf(settings, configuration),
            HubName = settings.HubName,
            MaxConcurrentActivities = settings.MaxConcurrentActivities,
            MaxConcurrentOrchestrations = settings.MaxConcurrentOrchestrations,
            TimeProvider = time,
        };
        return new DurableHost(durable, new DurableTaskEngine(options, durable, loggers));
    }

    public void Use(FunctionInvoker invoker) => functions.Use(invoker);

    /// <exception cref="HostStartException">Another host uses the history, or it cannot be opened.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        try
        {
            await engine.StartAsync(cancellation);
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new HostStartException($"The orchestration history cannot be opened: {e.Message} Its place is set by {PathSetting}.");
        }
    }

    public Task StopAsync(CancellationToken cancellation) => engine.StopAsync(cancellation);

    public ValueTask DisposeAsync() => engine.DisposeAsync();

    public void Map(IEndpointRouteBuilder endpoints) => new ManagementApi(client, functions).Map(endpoints);

    private static bool IsDurable(FunctionDescriptor function) =>
        function.Trigger is OrchestrationTriggerAttribute or ActivityTriggerAttribute ||
        function.Method.GetParameters().Any(parameter => parameter.IsDefined(typeof(DurableClientAttribute), inherit: false));

    private static string PathOf(DurableSettings settings, IConfiguration configuration)
    {
        string path = configuration[PathSetting] is { Length: > 0 } setting ? setting
            : settings.Path.Length > 0 ? settings.Path
            : Path.Combine(".local", "durabletask", $"{settings.HubName}.db");
        return Path.GetFullPath(path);
    }
}
