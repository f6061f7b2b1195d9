using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker.Embedded.Http;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Reaches ASP.NET Core from an invocation.</summary>
public static class FunctionContextExtensions
{
    /// <summary>The request's context; null where the function has no HTTP trigger.</summary>
    public static HttpContext? GetHttpContext(this FunctionContext context) =>
        context.Items.TryGetValue(AspNetCoreRequest.ContextKey, out object? value) ? value as HttpContext : null;
}

/// <summary>Reaches the request in the worker's own types.</summary>
public static class FunctionContextHttpRequestExtensions
{
    /// <summary>The request; null where the function has no HTTP trigger.</summary>
    public static ValueTask<HttpRequestData?> GetHttpRequestDataAsync(this FunctionContext context) =>
        new(context.GetHttpContext() is { } http ? new AspNetCoreRequest(http, context) : null);
}

/// <summary>Makes loggers for an invocation.</summary>
public static class FunctionContextLoggerExtensions
{
    public static ILogger<T> GetLogger<T>(this FunctionContext context) =>
        context.InstanceServices.GetRequiredService<ILogger<T>>();

    public static ILogger GetLogger(this FunctionContext context, string categoryName) =>
        context.InstanceServices.GetRequiredService<ILoggerFactory>().CreateLogger(categoryName);
}
