using System.Collections.Specialized;
using System.Net;
using System.Security.Claims;
using System.Text;
using Azure.Core.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>An HTTP request in the worker's own types.</summary>
public abstract class HttpRequestData(FunctionContext functionContext)
{
    public FunctionContext FunctionContext { get; } = functionContext;

    public abstract Stream Body { get; }

    public abstract HttpHeadersCollection Headers { get; }

    public abstract Uri Url { get; }

    public abstract IEnumerable<ClaimsIdentity> Identities { get; }

    public abstract string Method { get; }

    public virtual NameValueCollection Query => System.Web.HttpUtility.ParseQueryString(Url.Query);

    /// <summary>The response of this request.</summary>
    public abstract HttpResponseData CreateResponse();
}

/// <summary>Reads a request's body and starts its response.</summary>
public static class HttpRequestDataExtensions
{
    public static HttpResponseData CreateResponse(this HttpRequestData request, HttpStatusCode statusCode)
    {
        HttpResponseData response = request.CreateResponse();
        response.StatusCode = statusCode;
        return response;
    }

    /// <summary>The body as text, UTF-8 unless told otherwise.</summary>
    public static async Task<string?> ReadAsStringAsync(this HttpRequestData request, Encoding? encoding = null)
    {
        using var reader = new StreamReader(request.Body, encoding ?? Encoding.UTF8, leaveOpen: true);
        return await reader.ReadToEndAsync();
    }

    /// <summary>The body, read with the serializer of <see cref="WorkerOptions"/>.</summary>
    public static async ValueTask<T?> ReadFromJsonAsync<T>(this HttpRequestData request, CancellationToken cancellationToken = default)
    {
        ObjectSerializer serializer = request.FunctionContext.InstanceServices.GetRequiredService<IOptions<WorkerOptions>>().Value.Serializer
            ?? throw new InvalidOperationException("WorkerOptions.Serializer is null: set one to read JSON.");
        return (T?)await serializer.DeserializeAsync(request.Body, typeof(T), cancellationToken);
    }
}
