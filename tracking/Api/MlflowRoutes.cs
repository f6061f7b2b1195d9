using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ImageClassifier.Tracking.Api;

/// <summary>Maps MLflow's endpoints under both of its prefixes: that of clients and that of its web page.</summary>
internal sealed class MlflowRoutes(IEndpointRouteBuilder app)
{
    private const int MostBodyBytes = 10_000_000;
    private static readonly string[] Prefixes = ["/api/2.0/mlflow/", "/ajax-api/2.0/mlflow/"];

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
        foreach (string prefix in Prefixes)
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
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(answer, type);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        context.Response.Headers.CacheControl = "no-store";
        if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
