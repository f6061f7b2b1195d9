using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Microsoft.Azure.Functions.Worker.Embedded.Durable;

/// <summary>
/// The HTTP API over orchestrations, as the official extension has it:
/// https://learn.microsoft.com/azure/azure-functions/durable/durable-functions-http-api
/// </summary>
internal sealed class ManagementApi(FunctionsDurableTaskClient client, DurableFunctions functions)
{
    private const string ContinuationHeader = "x-ms-continuation-token";
    private const int PollSeconds = 5;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder api = endpoints.MapGroup(ManagementUrls.Root);
        MapAction(api, "GET", "instances", ListAsync);
        MapAction(api, "DELETE", "instances", PurgeManyAsync);
        MapAction(api, "GET", "instances/{id}", GetAsync);
        MapAction(api, "DELETE", "instances/{id}", PurgeAsync);
        MapAction(api, "POST", "instances/{id}/raiseEvent/{eventName}", RaiseEventAsync);
        MapAction(api, "POST", "instances/{id}/terminate", http => ActAsync(http, (id, reason) =>
            client.TerminateInstanceAsync(id, new TerminateInstanceOptions(reason), http.RequestAborted)));
        MapAction(api, "POST", "instances/{id}/suspend", http => ActAsync(http, (id, reason) => client.SuspendInstanceAsync(id, reason, http.RequestAborted)));
        MapAction(api, "POST", "instances/{id}/resume", http => ActAsync(http, (id, reason) => client.ResumeInstanceAsync(id, reason, http.RequestAborted)));
        MapAction(api, "POST", "instances/{id}/restart", RestartAsync);
        MapAction(api, "POST", "orchestrators/{name}/{id?}", StartAsync);
    }

    private static void MapAction(RouteGroupBuilder api, string method, string pattern, Func<HttpContext, Task<IResult>> action) =>
        api.MapMethods(pattern, [method], (RequestDelegate)(async http =>
        {
            IResult result;
            try
            {
                result = await action(http);
            }
            catch (BadHttpRequestException e)
            {
                result = TypedResults.Problem(e.Message, statusCode: e.StatusCode);
            }
            await result.ExecuteAsync(http);
        }));

    private async Task<IResult> GetAsync(HttpContext http)
    {
        var query = new ManagementQuery(http.Request.Query);
        bool showInput = query.Flag("showInput", fallback: true);
        if (await client.GetInstanceAsync(Id(http), getInputsAndOutputs: true, http.RequestAborted) is not { } instance) return TypedResults.NotFound();
        JsonObject status = InstanceStatus.Of(instance, showInput);
        if (instance.RuntimeStatus == OrchestrationRuntimeStatus.Failed && query.Flag("returnInternalServerErrorOnFailure", fallback: false))
            return TypedResults.Json(status, statusCode: StatusCodes.Status500InternalServerError);
        if (instance.IsCompleted) return TypedResults.Json(status);
        http.Response.Headers.RetryAfter = $"{PollSeconds}";
        http.Response.Headers.Location = ManagementUrls.Of(BaseUrl(http), instance.InstanceId).StatusQueryGetUri;
        return TypedResults.Json(status, statusCode: StatusCodes.Status202Accepted);
    }

    private async Task<IResult> ListAsync(HttpContext http)
    {
        var query = new ManagementQuery(http.Request.Query);
        bool showInput = query.Flag("showInput", fallback: true);
        var filter = new OrchestrationQuery(
            query.Time("createdTimeFrom"), query.Time("createdTimeTo"), query.Statuses("runtimeStatus"),
            InstanceIdPrefix: query.Text("instanceIdPrefix"), PageSize: query.Count("top") ?? OrchestrationQuery.DefaultPageSize,
            FetchInputsAndOutputs: true, ContinuationToken: http.Request.Headers[ContinuationHeader].ToString() is { Length: > 0 } token ? token : null);
        await foreach (Page<OrchestrationMetadata> page in client.GetAllInstancesAsync(filter).AsPages(filter.ContinuationToken, filter.PageSize))
        {
            if (page.ContinuationToken is { } next) http.Response.Headers[ContinuationHeader] = next;
            return TypedResults.Json(page.Values.Select(instance => InstanceStatus.Of(instance, showInput)));
        }
        return TypedResults.Json(Array.Empty<object>());
    }

    private async Task<IResult> RaiseEventAsync(HttpContext http)
    {
        JsonElement? payload = await JsonBodyAsync(http.Request);
        string eventName = (string)http.Request.RouteValues["eventName"]!;
        return await ActAsync(http, (id, _) => client.RaiseEventAsync(id, eventName, payload, http.RequestAborted));
    }

    /// <summary>Does something to an instance that has not ended: 202; 404 and 410 where that cannot be.</summary>
    private async Task<IResult> ActAsync(HttpContext http, Func<string, string?, Task> action)
    {
        if (await client.GetInstanceAsync(Id(http), getInputsAndOutputs: false, http.RequestAborted) is not { } instance) return TypedResults.NotFound();
        if (instance.IsCompleted) return TypedResults.StatusCode(StatusCodes.Status410Gone);
        await action(instance.InstanceId, new ManagementQuery(http.Request.Query).Text("reason"));
        return TypedResults.StatusCode(StatusCodes.Status202Accepted);
    }

    private async Task<IResult> PurgeAsync(HttpContext http) => Purged(await client.PurgeInstanceAsync(Id(http), options: null, http.RequestAborted));

    private async Task<IResult> PurgeManyAsync(HttpContext http)
    {
        var query = new ManagementQuery(http.Request.Query);
        if (query.Time("createdTimeFrom") is not { } from)
            throw new BadHttpRequestException("createdTimeFrom is missing: give the time from which on ended instances are purged.");
        var filter = new PurgeInstancesFilter(from, query.Time("createdTimeTo"), query.Statuses("runtimeStatus"));
        return Purged(await client.PurgeAllInstancesAsync(filter, options: null, http.RequestAborted));
    }

    private async Task<IResult> StartAsync(HttpContext http)
    {
        string name = (string)http.Request.RouteValues["name"]!;
        if (!functions.HasOrchestrator(name)) throw new BadHttpRequestException($"There is no orchestrator '{name}'.");
        JsonElement? input = await JsonBodyAsync(http.Request);
        StartOrchestrationOptions? options = http.Request.RouteValues["id"] is string wanted ? new StartOrchestrationOptions(wanted) : null;
        return Started(http, await client.ScheduleNewOrchestrationInstanceAsync(name, input, options, http.RequestAborted));
    }

    private async Task<IResult> RestartAsync(HttpContext http)
    {
        bool newId = new ManagementQuery(http.Request.Query).Flag("restartWithNewInstanceId", fallback: true);
        try
        {
            return Started(http, await client.RestartAsync(Id(http), newId, http.RequestAborted));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw new BadHttpRequestException(e.Message, e);
        }
    }

    private static IResult Started(HttpContext http, string id)
    {
        HttpManagementPayload payload = ManagementUrls.Of(BaseUrl(http), id);
        http.Response.Headers.RetryAfter = $"{PollSeconds * 2}";
        return TypedResults.Accepted(payload.StatusQueryGetUri, payload);
    }

    private static IResult Purged(PurgeResult result) =>
        result.PurgedInstanceCount == 0 ? TypedResults.NotFound() : TypedResults.Json(new { instancesDeleted = result.PurgedInstanceCount });

    private static async Task<JsonElement?> JsonBodyAsync(HttpRequest request)
    {
        BinaryData body = await BinaryData.FromStreamAsync(request.Body, request.HttpContext.RequestAborted);
        if (body.ToMemory().Length == 0) return null;
        if (!request.HasJsonContentType()) throw new BadHttpRequestException("Only application/json request content is supported.");
        try
        {
            return JsonElement.Parse(body);
        }
        catch (JsonException e)
        {
            throw new BadHttpRequestException($"The body is not JSON: {e.Message}", e);
        }
    }

    private static string Id(HttpContext http) => (string)http.Request.RouteValues["id"]!;

    private static string BaseUrl(HttpContext http) => $"{http.Request.Scheme}://{http.Request.Host}";
}
