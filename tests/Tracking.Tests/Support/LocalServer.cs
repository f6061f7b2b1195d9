using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using ImageClassifier.Mlflow;
using ImageClassifier.Tracking;
using ImageClassifier.Tracking.Configuration;
using ImageClassifier.Tracking.Database;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Tracking.Tests.Support;

/// <summary>The server in this process, on a free port, with its data in a folder that goes with it.</summary>
public sealed class LocalServer : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tracking-").FullName;
    private TrackingDatabase? _database;
    private WebApplication? _app;

    public HttpClient Http { get; private set; } = null!;

    public MlflowClient Client { get; private set; } = null!;

    internal TrackingOptions Options { get; init; } = new();

    public string Folder => _folder;

    public async ValueTask InitializeAsync()
    {
        _database = TrackingDatabase.Open(Path.Combine(_folder, "mlflow.db"));
        _app = TrackingServer.Build(Options with { Port = 0, Data = _folder }, _database, TimeProvider.System);
        await _app.StartAsync();
        var uri = new Uri(_app.Urls.Single());
        Http = new HttpClient { BaseAddress = uri };
        Client = new MlflowClient(new HttpClient(), uri);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app!.DisposeAsync();
        _database!.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Every route that is declared, with something where it has a place for a name.</summary>
    public IReadOnlyList<(string Method, string Path)> Routes() =>
    [
        .. _app!.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods
                .Select(method => (method, Regex.Replace("/" + endpoint.RoutePattern.RawText!.TrimStart('/'), @"\{[^}]*\}", "1")))),
    ];

    /// <summary>A run in an experiment of its own.</summary>
    public async Task<MlflowRun> NewRunAsync(string name = "run", Dictionary<string, string>? tags = null, string? experimentId = null)
    {
        experimentId ??= await Client.GetOrCreateExperimentAsync(Guid.NewGuid().ToString("N"), CancellationToken.None);
        return await Client.CreateRunAsync(experimentId, name, tags ?? [], DateTimeOffset.UtcNow, CancellationToken.None);
    }

    public Task<JsonElement> PostAsync(string path, object body, HttpStatusCode expected = HttpStatusCode.OK) =>
        SendAsync(HttpMethod.Post, path, body, expected);

    public Task<JsonElement> GetAsync(string path, HttpStatusCode expected = HttpStatusCode.OK) =>
        SendAsync(HttpMethod.Get, path, null, expected);

    /// <summary>Calls an endpoint below <c>/api/2.0/mlflow/</c>, or one by its whole path, and checks its status.</summary>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var request = new HttpRequestMessage(method, path.StartsWith('/') ? path : $"/api/2.0/mlflow/{path}");
        if (body is not null) request.Content = body as HttpContent ?? JsonContent.Create(body);
        using var response = await Http.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(expected == response.StatusCode, $"{method} {path}: {response.StatusCode}, expected {expected}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Posts what must be refused, and returns MLflow's error code and message.</summary>
    public async Task<(string Code, string Message)> RefusedAsync(string path, object body,
        HttpStatusCode expected = HttpStatusCode.BadRequest)
    {
        var answer = await PostAsync(path, body, expected);
        return (answer.GetProperty("error_code").GetString()!, answer.GetProperty("message").GetString()!);
    }
}
