using System.Reflection;
using Azure.Core.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Azure.Functions.Worker.Embedded.Binding;
using Microsoft.Azure.Functions.Worker.Embedded.Functions;
using Microsoft.Azure.Functions.Worker.Http;

namespace Microsoft.Azure.Functions.Worker.Embedded.Http;

/// <summary>A request, bound as ASP.NET Core's or the worker's own type, by body, route, query or header.</summary>
internal sealed class HttpInput : TriggerInput
{
    private readonly HttpContext http;
    private readonly ObjectSerializer serializer;

    public HttpInput(HttpContext http, ObjectSerializer serializer)
    {
        this.http = http;
        this.serializer = serializer;
        // Route values win over a query that uses the same name.
        var data = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var query in http.Request.Query) data[query.Key] = query.Value.ToString();
        foreach (var route in http.Request.RouteValues) data[route.Key] = route.Value;
        BindingData = data;
    }

    public override string Reason => "This function was programmatically called via the host APIs.";

    public override async ValueTask<object?> ReadAsync(Type type, FunctionContext context)
    {
        context.Items[AspNetCoreRequest.ContextKey] = http;
        if (type == typeof(HttpRequest)) return http.Request;
        if (type == typeof(HttpContext)) return http;
        if (type == typeof(HttpRequestData)) return new AspNetCoreRequest(http, context);
        return await HttpBody.ReadAsync(http.Request, type, serializer);
    }

    public override ValueTask<Bound>? TryRead(ParameterInfo parameter, FunctionContext context)
    {
        Type type = parameter.ParameterType;
        if (type == typeof(HttpRequest)) return new(new Bound(http.Request));
        if (type == typeof(HttpRequestData)) return new(new Bound(new AspNetCoreRequest(http, context)));
        foreach (object attribute in parameter.GetCustomAttributes())
        {
            switch (attribute)
            {
                case FromBodyAttribute or IFromBodyMetadata:
                    return ReadBodyAsync(type);
                case IFromRouteMetadata route:
                    return Named(http.Request.RouteValues.GetValueOrDefault(route.Name ?? parameter.Name!), parameter);
                case IFromQueryMetadata query:
                    return Named(First(http.Request.Query, query.Name ?? parameter.Name!), parameter);
                case IFromHeaderMetadata header:
                    string value = http.Request.Headers[header.Name ?? parameter.Name!].ToString();
                    return Named(value.Length == 0 ? null : value, parameter);
            }
        }
        return null;
    }

    private async ValueTask<Bound> ReadBodyAsync(Type type) => new(await HttpBody.ReadAsync(http.Request, type, serializer));

    private static object? First(IQueryCollection query, string name) => query.TryGetValue(name, out var values) ? values.ToString() : null;

    private static ValueTask<Bound>? Named(object? value, ParameterInfo parameter) =>
        value is null ? null : new(new Bound(BindingValue.Convert(value, parameter.ParameterType, parameter.Name!)));
}
