using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ImageClassifier.Tracking.Api.Answers;

namespace ImageClassifier.Tracking.Api;

/// <summary>Maps MLflow's endpoints under both of its prefixes: that of clients and that of its web page.</summary>
/// <param name="app">The server.</param>
/// <param name="version">The version of the REST API.</param>
internal sealed class MlflowRoutes(IEndpointRouteBuilder app, string version = "2.0")
{
    private const int MostBodyBytes = 10_000_000;

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
            int mostBytes = MostBodyBytes) =>
        Map(method, path, async (fields, cancellationToken) => Json(await handler(fields, cancellationToken), type), mostBytes);

    /// <summary>An endpoint that writes its answer itself.</summary>
    public void Map(
        string method, string path, Func<RequestFields, CancellationToken, Task<JsonAnswer>> handler, int mostBytes = MostBodyBytes)
    {
        foreach (string prefix in _prefixes)
        {
            app.MapMethods(prefix + path, [method], async context =>
            {
                var fields = await RequestFields.ReadAsync(context, mostBytes, context.Request.RouteValues);
                await (await handler(fields, context.RequestAborted)).SendAsync(context, 200);
            });
        }
    }

    public static Task WriteAsync<T>(HttpContext context, int status, T answer, JsonTypeInfo<T> type) =>
        Json(answer, type).SendAsync(context, status);

    private static JsonAnswer Json<T>(T answer, JsonTypeInfo<T> type) =>
        JsonAnswer.Of(writer => JsonSerializer.Serialize(writer, answer, type));
}
