using System.Net;
using Azure.Core.Serialization;
using Microsoft.Azure.Functions.Worker.Embedded.Durable;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Tells the caller of an HTTP function how to watch the orchestration that it started.</summary>
public static class DurableTaskClientExtensions
{
    /// <summary>The management URLs of an instance.</summary>
    /// <param name="client">The client that a function is given by <c>[DurableClient]</c>.</param>
    /// <param name="instanceId">The instance.</param>
    /// <param name="request">The request whose host the URLs name; without one they name the host's own address.</param>
    /// <exception cref="InvalidOperationException">There is neither a request nor a client that knows its host.</exception>
    public static HttpManagementPayload CreateHttpManagementPayload(
        this DurableTaskClient client, string instanceId, HttpRequestData? request = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        string baseUrl = request?.Url.GetLeftPart(UriPartial.Authority) ?? (client as FunctionsDurableTaskClient)?.BaseUrl ?? "";
        if (baseUrl.Length == 0)
        {
            throw new InvalidOperationException(
                "The base URL of the management API is not known: take the client from [DurableClient], or pass the HTTP request.");
        }
        return ManagementUrls.Of(baseUrl, instanceId);
    }

    /// <summary>A 202 response with the status URL as its Location and the management URLs as its body.</summary>
    public static Task<HttpResponseData> CreateCheckStatusResponseAsync(
        this DurableTaskClient client, HttpRequestData request, string instanceId, CancellationToken cancellation = default) =>
        client.CreateCheckStatusResponseAsync(request, instanceId, HttpStatusCode.Accepted, cancellation);

    /// <inheritdoc cref="CreateCheckStatusResponseAsync(DurableTaskClient, HttpRequestData, string, CancellationToken)"/>
    public static async Task<HttpResponseData> CreateCheckStatusResponseAsync(
        this DurableTaskClient client, HttpRequestData request, string instanceId, HttpStatusCode statusCode, CancellationToken cancellation = default)
    {
        HttpManagementPayload payload = client.CreateHttpManagementPayload(instanceId, request);
        HttpResponseData response = request.CreateResponse(statusCode);
        response.Headers.Add("Location", payload.StatusQueryGetUri);
        response.Headers.Add("Content-Type", "application/json");
        ObjectSerializer serializer = request.FunctionContext.InstanceServices.GetRequiredService<IOptions<WorkerOptions>>().Value.Serializer
            ?? throw new InvalidOperationException("WorkerOptions.Serializer is null: set one to write JSON.");
        await serializer.SerializeAsync(response.Body, payload, typeof(HttpManagementPayload), cancellation);
        return response;
    }
}
