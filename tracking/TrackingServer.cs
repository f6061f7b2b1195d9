using System.Net;
using Azure.Storage.Blobs;
using ImageClassifier.Tracking.Api;
using ImageClassifier.Tracking.Artifacts;
using ImageClassifier.Tracking.Store;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.Logging.Console;

namespace ImageClassifier.Tracking;

/// <summary>Puts the server together.</summary>
internal static class TrackingServer
{
    // The MLflow release whose REST API this server follows; clients ask for it before they use newer endpoints.
    private const string ApiVersion = "2.22.0";

    /// <exception cref="ArgumentException">The host is not an address, or the container has no storage connection.</exception>
    public static WebApplication Build(TrackingOptions options, TrackingDatabase database, TimeProvider time)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddSimpleConsole(console => console.SingleLine = true);
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical); // the program itself says why it cannot start
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        var address = Address(options.Host);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(address, options.Port);
        });

        // A page elsewhere that has its own name resolve to this machine must not reach a server without a password.
        if (IPAddress.IsLoopback(address))
            builder.Services.Configure<HostFilteringOptions>(filter => filter.AllowedHosts = ["localhost", "127.0.0.1", "[::1]"]);
        builder.Services.AddHostFiltering(_ => { });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));

        var app = builder.Build();
        app.UseHostFiltering();
        app.UseMiddleware<ErrorHandling>();
        Map(app, database, Artifacts(options), time);
        return app;
    }

    private static void Map(WebApplication app, TrackingDatabase database, IArtifactStore artifacts, TimeProvider time)
    {
        var routes = new MlflowRoutes(app);
        new ExperimentsApi(database, time).Map(routes);
        new RunsApi(database, time).Map(routes);
        new LoggingApi(database, time).Map(routes);
        new MetricsApi(database).Map(routes);
        new LoggedModelsApi(database, time).Map(routes);
        new ModelsApi(database, time).Map(routes);
        new ModelVersionsApi(database, time).Map(routes);
        new ArtifactsApi(database, artifacts).Map(app, routes);
        PageFiles.Map(app);
        app.MapGet("/health", context => context.Response.WriteAsync("OK", context.RequestAborted));
        app.MapGet("/version", context => context.Response.WriteAsync(ApiVersion, context.RequestAborted));
    }

    private static IArtifactStore Artifacts(TrackingOptions options)
    {
        if (options.ArtifactsContainer is not { } container)
            return new FileArtifactStore(Path.Combine(options.Data, "artifacts"), Path.Combine(options.Data, "unfinished"));
        return string.IsNullOrEmpty(options.StorageConnection)
            ? throw new ArgumentException(
                $"--artifacts-container {container} needs a storage account; set AzureWebJobsStorage to its connection string.")
            : new BlobArtifactStore(new BlobContainerClient(options.StorageConnection, container));
    }

    private static IPAddress Address(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback
        : IPAddress.TryParse(host.Trim('[', ']'), out var address) ? address
        : throw new ArgumentException($"--host {host} is not an address; use 127.0.0.1 for this machine or 0.0.0.0 for every network.");
}
