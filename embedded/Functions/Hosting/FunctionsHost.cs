using Azure.Core.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker.Embedded.Configuration;
using Microsoft.Azure.Functions.Worker.Embedded.Durable;
using Microsoft.Azure.Functions.Worker.Embedded.Functions;
using Microsoft.Azure.Functions.Worker.Embedded.Http;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Azure.Functions.Worker.Embedded.Hosting;

/// <summary>
/// Runs a functions application: HTTP, the listeners of the other triggers, and the durable engine. It starts them only when everything
/// about the functions and the port is in order, and stops them so that what runs can finish.
/// </summary>
internal sealed class FunctionsHost(
    WebApplication app, HostStartup startup, HostSettings settings, string urls, bool aspNetCore,
    IReadOnlyList<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> middleware, HostStartException? problem) : IHost, IAsyncDisposable
{
    private readonly ILogger log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Host.General");
    private readonly CancellationTokenSource stopping = new();
    private FunctionInvoker? invoker;
    private DurableHost? durable;
    private Task listeners = Task.CompletedTask;
    private bool serving;

    public IServiceProvider Services => app.Services;

    /// <summary>Where it listens, once started.</summary>
    public string BaseUrl { get; private set; } = "";

    /// <summary>Why it did not start; null while there is no reason.</summary>
    public HostStartException? StartProblem { get; private set; } = problem;

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            if (StartProblem is not null) throw StartProblem;
            await StartCoreAsync(cancellationToken);
        }
        catch (HostStartException e)
        {
            // For the person at the console: the reason and no stack trace. Run() then ends, with this exit code.
            StartProblem = e;
            await startup.Error.WriteLineAsync(e.Message);
            startup.SetExitCode(1);
            app.Lifetime.StopApplication();
        }
    }

    private async Task StartCoreAsync(CancellationToken cancellationToken)
    {
        var loggers = app.Services.GetRequiredService<ILoggerFactory>();
        ObjectSerializer serializer = app.Services.GetRequiredService<IOptions<WorkerOptions>>().Value.Serializer
            ?? throw new HostStartException("WorkerOptions.Serializer is null: set a serializer, or leave the default.");
        IReadOnlyList<FunctionDescriptor> functions = FunctionCatalog.Find(startup.FunctionTypes, app.Configuration);
        ParameterRules.Check(functions, aspNetCore);
        durable = DurableHost.Create(functions, settings.Durable, app.Configuration, startup.Time, loggers);
        invoker = new FunctionInvoker(app.Services, middleware, settings.FunctionTimeout, startup.Time, loggers, durable);
        durable?.Use(invoker);
        var factory = new ListenerFactory(app.Configuration, settings, startup, invoker, serializer, loggers);
        IListener[] all = [.. functions.Select(factory.Create).OfType<IListener>()];
        MapRoutes(functions, new HttpFunctions(invoker, serializer, loggers, stopping.Token));

        HttpAddress.EnsureFree(urls);
        if (durable is not null) await durable.StartAsync(cancellationToken);
        await ListenAsync(cancellationToken);
        BaseUrl = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        if (durable is not null) durable.BaseUrl = BaseUrl;
        listeners = Task.WhenAll(all.Select(Guarded));
        await startup.Output.WriteLineAsync(FunctionList.Format(functions, BaseUrl.Replace("127.0.0.1", "localhost"), settings.RoutePrefix));
        await startup.Output.FlushAsync(cancellationToken);
    }

    private void MapRoutes(IReadOnlyList<FunctionDescriptor> functions, HttpFunctions http)
    {
        app.UseRouting();
        // A known route with another method is not found on Azure, rather than 405.
        app.Use(static (context, next) =>
        {
            if (context.GetEndpoint() is not { DisplayName: "405 HTTP Method Not Supported" }) return next(context);
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
        foreach (FunctionDescriptor function in functions.Where(function => function.Trigger is HttpTriggerAttribute))
            http.Map(app, function, settings.RoutePrefix);
        durable?.Map(app);
        HostStatus.Map(app, startup.HostId);
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
            serving = true;
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw HttpAddress.Taken(new Uri(urls.Split(';')[0]).Port);
        }
    }

    // A listener ends only when the host stops; if one fails, its defect must not pass as silence.
    private async Task Guarded(IListener listener)
    {
        try
        {
            await listener.RunAsync(stopping.Token);
        }
        catch (Exception e)
        {
            log.LogCritical(e, "{Listener} failed; the host stops.", listener.GetType().Name);
            startup.SetExitCode(1);
            app.Lifetime.StopApplication();
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        await stopping.CancelAsync();
        using var grace = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        grace.CancelAfter(app.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout);
        try
        {
            await Task.WhenAll(listeners, serving ? app.StopAsync(grace.Token) : Task.CompletedTask).WaitAsync(grace.Token);
        }
        catch (OperationCanceledException) when (grace.IsCancellationRequested)
        {
            log.LogWarning("These functions did not end in time and are given up: {Functions}.", string.Join(", ", invoker!.Running.Distinct().Order()));
        }
        if (durable is not null) await durable.StopAsync(grace.Token);
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        if (durable is not null) await durable.DisposeAsync();
        await app.DisposeAsync();
        stopping.Dispose();
    }
}
