using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ImageClassifier.Tracking.Api;

/// <summary>Maps MLflow's endpoints under both of its prefixes: that of clients and that of its web page.</summary>
/// <param name="app">The server.</param>
/// <param name="version">The version of the REST API.</param>
internal sealed class MlflowRoutes(IEndpointRouteBuilder app, string version = "2.0")
{
    private const int MostBodyBytes = 10_000_000;

    // An answer is never part of a page, so that a quote needs no escape in it.
    private static readonly JsonWriterOptions Plain =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly string[] _prefixes = [$"/api/{version}/mlflow/", $"/ajax-api/{version}/mlflow/"];

    public void Get<T>(string path, Func<RequestFields, CancellationToken, Task<T>> handler, JsonTypeInfo<T> type) =>
        Map("GET", path, handler, type);

    public void Post<T>(string path, Func<RequestFields, CancellationToken, Task<T>> handler, JsonTypeInfo<T> type) =>
        Map("POST", path, handler, type);

    /// <summary>An endpoint that answers <c>{}</c>.</summary>
    public void Do(string method, string path, Func<RequestFields, CancellationToken, Task> handler) =>
        Map(
            method, path,
            async (fields, cancellationToken) =>
            {
                await handler(fields, cancellationToken);
                return new EmptyAnswer();
            },
            MessagesJson.Default.EmptyAnswer);

    public void Map<T>(
        string method, string path, Func<RequestFields, CancellationToken, Task<T>> handler, JsonTypeInfo<T> type,
            int mostBytes = MostBodyBytes)
    {
        foreach (string prefix in _prefixes)
        {
            app.MapMethods(prefix + path, [method], async context =>
            {
                var fields = await RequestFields.ReadAsync(context, mostBytes, context.Request.RouteValues);
                await WriteAsync(context, 200, await handler(fields, context.RequestAborted), type);
            });
        }
    }

    public static async Task WriteAsync<T>(HttpContext context, int status, T answer, JsonTypeInfo<T> type)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.Headers.CacheControl = "no-store";
        if (HttpMethods.IsHead(context.Request.Method)) return;
        await using (var writer = new Utf8JsonWriter(response.BodyWriter, Plain)) JsonSerializer.Serialize(writer, answer, type);
        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
