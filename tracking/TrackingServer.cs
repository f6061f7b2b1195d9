using System.Net;
using Azure.Storage.Blobs;
using ImageClassifier.Tracking.Api;
using ImageClassifier.Tracking.Api.Answers;
using ImageClassifier.Tracking.Artifacts;
using ImageClassifier.Tracking.Configuration;
using ImageClassifier.Tracking.Database;
using ImageClassifier.Tracking.EvaluationDatasets;
using ImageClassifier.Tracking.Security;
using ImageClassifier.Tracking.Traces;
using ImageClassifier.Tracking.Webhooks;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Console;

namespace ImageClassifier.Tracking;

/// <summary>Composes the server.</summary>
internal static class TrackingServer
{
    // What a probe may ask without a password. The address of an upload's part is itself the secret, as in a signed URL.
    private static readonly string[] OpenPaths = ["/health", "/version", ArtifactProxyApi.Parts];

    /// <exception cref="ArgumentException">The host is not an address, or the container has no storage connection.</exception>
    public static WebApplication Build(TrackingOptions options, TrackingDatabase database, TimeProvider time)
    {
        // Empty: a web application's usual settings, of the environment (ASPNETCORE_URLS, Kestrel__…) or of a file in the working folder,
        // are those of another program of this machine. The server has its own options alone.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        LargeAnswers.AddTo(builder.Services);
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole(console => console.SingleLine = true);
        // the program itself reports why it cannot start
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        var address = Address(options.Host);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, options.BodyGrace);
            kestrel.Listen(address, options.Port);
        });

        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));

        var secrets = WebhookSecrets.Open(options.Webhooks, options.Data, time);
        builder.Services.AddSingleton(database).AddSingleton(_ => new WebhookSender(options.Webhooks, secrets, time))
            .AddSingleton<WebhookDeliveries>();
        builder.Services.AddHostedService(services => services.GetRequiredService<WebhookDeliveries>());

        var app = builder.Build();
        app.UseResponseCompression();
        app.UseMiddleware<ErrorHandling>();
        app.UseMiddleware<RequestGuard>(new AccessRules(options, address) { OpenPaths = OpenPaths });
        app.UseRouting();
        Map(app, database, Artifacts(options), new MultipartUploads(Path.Combine(options.Data, "uploads")), time);
        var sender = app.Services.GetRequiredService<WebhookSender>();
        new WebhooksApi(database, options.Webhooks, secrets, sender, time).Map(new MlflowRoutes(app));
        return app;
    }

    /// <summary>Whether other machines can use the server without a password.</summary>
    public static bool IsOpen(TrackingOptions options) =>
        !IPAddress.IsLoopback(Address(options.Host)) && string.IsNullOrEmpty(options.Token) && string.IsNullOrEmpty(options.Password);

    private static void Map(WebApplication app, TrackingDatabase database, IArtifactStore artifacts, MultipartUploads uploads,
        TimeProvider time)
    {
        var routes = new MlflowRoutes(app);
        var events = app.Services.GetRequiredService<WebhookDeliveries>();
        new ExperimentsApi(database, time).Map(routes);
        new RunsApi(database, time).Map(routes);
        new LoggingApi(database, time).Map(routes);
        new MetricsApi(database).Map(routes);
        new LoggedModelsApi(database, time).Map(routes);
        new ModelsApi(database, time, events).Map(routes);
        new ModelVersionsApi(database, time, events).Map(routes);
        new ArtifactsApi(database, artifacts).Map(app, routes);
        new ArtifactProxyApi(artifacts, uploads).Map(app);
        PageFiles.Map(app);
        app.MapGet("/health", context => context.Response.WriteAsync("OK", context.RequestAborted));
        ServerInfoApi.Map(app);
        new TracesApi(database, time).Map(app);
        new TraceLinksApi(database, time).Map(routes);
        new AssessmentsApi(database, time).Map(app);
        new EvaluationDatasetsApi(database, time).Map(app);
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
