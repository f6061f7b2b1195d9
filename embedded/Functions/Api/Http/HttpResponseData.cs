using System.Net;
using System.Text;
using Azure.Core.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>An HTTP response in the worker's own types.</summary>
public abstract class HttpResponseData(FunctionContext functionContext)
{
    public FunctionContext FunctionContext { get; } = functionContext;

    public abstract HttpStatusCode StatusCode { get; set; }

    public abstract HttpHeadersCollection Headers { get; set; }

    public abstract Stream Body { get; set; }

    /// <summary>The response of <paramref name="request"/>, not yet sent.</summary>
    public static HttpResponseData CreateResponse(HttpRequestData request) => request.CreateResponse();
}

/// <summary>Writes a response's body.</summary>
public static class HttpResponseDataExtensions
{
    public static Task WriteStringAsync(this HttpResponseData response, string value, Encoding? encoding = null) =>
        response.WriteStringAsync(value, CancellationToken.None, encoding);

    public static Task WriteStringAsync(
        this HttpResponseData response, string value, CancellationToken cancellationToken, Encoding? encoding = null) =>
        response.Body.WriteAsync((encoding ?? Encoding.UTF8).GetBytes(value), cancellationToken).AsTask();

    public static Task WriteBytesAsync(this HttpResponseData response, byte[] value) =>
        response.WriteBytesAsync(value, CancellationToken.None);

    public static Task WriteBytesAsync(this HttpResponseData response, byte[] value, CancellationToken cancellationToken) =>
        response.Body.WriteAsync(value, cancellationToken).AsTask();

    /// <summary>Writes JSON with the serializer of <see cref="WorkerOptions"/>, and its content type.</summary>
    public static async ValueTask WriteAsJsonAsync<T>(
        this HttpResponseData response, T instance, CancellationToken cancellationToken = default)
    {
        ObjectSerializer serializer = response.FunctionContext.InstanceServices.GetRequiredService<IOptions<WorkerOptions>>().Value.Serializer
            ?? throw new InvalidOperationException("WorkerOptions.Serializer is null: set one to write JSON.");
        if (!response.Headers.Contains("Content-Type")) response.Headers.Add("Content-Type", "application/json; charset=utf-8");
        await serializer.SerializeAsync(response.Body, instance, typeof(T), cancellationToken);
    }
}
