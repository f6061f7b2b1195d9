using Azure.Core.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker.Embedded.Functions;
using Microsoft.Azure.Functions.Worker.Embedded.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Embedded.Http;

/// <summary>Puts HTTP functions on routes.</summary>
internal sealed class HttpFunctions(FunctionInvoker invoker, ObjectSerializer serializer, ILoggerFactory loggers, CancellationToken stopping)
{
    /// <summary>The route of a function with its prefix, without a leading slash.</summary>
    public static string RouteOf(FunctionDescriptor function, string prefix)
    {
        string route = ((HttpTriggerAttribute)function.Trigger).Route ?? function.Name;
        return $"{prefix}/{route.TrimStart('/')}".Trim('/');
    }

    /// <summary>Upper-case methods of a function; empty for all.</summary>
    public static string[] MethodsOf(FunctionDescriptor function) =>
        [.. (((HttpTriggerAttribute)function.Trigger).Methods ?? []).Select(method => method.ToUpperInvariant())];

    public void Map(IEndpointRouteBuilder endpoints, FunctionDescriptor function, string prefix)
    {
        RoutePattern pattern;
        try
        {
            pattern = RoutePatternFactory.Parse(RouteOf(function, prefix));
        }
        catch (RoutePatternException e)
        {
            throw new HostStartException($"Function '{function.Name}' has the route \"{RouteOf(function, prefix)}\": {e.Message}");
        }
        IEndpointConventionBuilder endpoint = endpoints.Map(pattern, http => ServeAsync(http, function)).WithDisplayName(function.Name);
        if (MethodsOf(function) is { Length: > 0 } methods) endpoint.WithMetadata(new HttpMethodMetadata(methods));
    }

    private async Task ServeAsync(HttpContext http, FunctionDescriptor function)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        try
        {
            object? result = await invoker.InvokeAsync(function, new HttpInput(http, serializer), cancellation.Token);
            await HttpResults.SendAsync(result, http);
        }
        catch (Exception e) when (http.RequestAborted.IsCancellationRequested)
        {
            loggers.CreateLogger($"Function.{function.Name}").LogDebug(e, "The caller left before the response.");
        }
        catch (Exception) when (http.Response.HasStarted)
        {
            // Too late for another status: break the connection, so that the caller does not take a part for the whole.
            http.Abort();
        }
        catch (BadHttpRequestException e)
        {
            http.Response.Clear();
            await TypedResults.Problem(e.Message, statusCode: e.StatusCode).ExecuteAsync(http);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            http.Response.Clear();
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
        catch (Exception)
        {
            // The invoker logged it; the caller learns no details, as on Azure.
            http.Response.Clear();
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }
}
