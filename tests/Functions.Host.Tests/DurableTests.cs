using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functions.Host.Tests;

public sealed class DurableTests
{
    [Fact]
    public async Task An_orchestration_started_over_http_reports_its_result_at_its_status_url()
    {
        await using TestHost host = await TestHost.StartAsync(new Setup(typeof(DurableFunctionsUnderTest)));
        HttpResponseMessage started = await host.Http.PostAsJsonAsync("/api/start/Sum", new[] { 1, 2, 3 });
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        JsonElement urls = await started.Content.ReadFromJsonAsync<JsonElement>();
        Assert.StartsWith($"{host.Host.BaseUrl}/runtime/webhooks/durabletask/instances/", urls.GetProperty("statusQueryGetUri").GetString());

        JsonElement status = await CompletedAsync(host, urls);
        Assert.Equal("Completed", status.GetProperty("runtimeStatus").GetString());
        Assert.Equal(14, status.GetProperty("output").GetInt32());
        Assert.Equal("[1,2,3]", status.GetProperty("input").GetRawText());
        Assert.Equal("squared 3", status.GetProperty("customStatus").GetString());
    }

    [Fact]
    public async Task A_status_request_is_202_while_it_runs_and_the_event_url_lets_it_go_on()
    {
        await using TestHost host = await TestHost.StartAsync(new Setup(typeof(DurableFunctionsUnderTest)));
        JsonElement urls = await StartAsync(host, "Approval");
        HttpResponseMessage waiting = await host.Http.GetAsync(urls.GetProperty("statusQueryGetUri").GetString());
        Assert.Equal(HttpStatusCode.Accepted, waiting.StatusCode);
        Assert.NotNull(waiting.Headers.Location);

        string raise = urls.GetProperty("sendEventPostUri").GetString()!.Replace("{eventName}", "decision");
        Assert.Equal(HttpStatusCode.Accepted, (await host.Http.PostAsJsonAsync(raise, "yes")).StatusCode);
        JsonElement status = await CompletedAsync(host, urls);
        Assert.Equal("decided yes", status.GetProperty("output").GetString());
        Assert.Equal(HttpStatusCode.Gone, (await host.Http.PostAsJsonAsync(raise, "again")).StatusCode);
    }

    [Fact]
    public async Task Suspend_resume_terminate_and_purge_work_over_http()
    {
        await using TestHost host = await TestHost.StartAsync(new Setup(typeof(DurableFunctionsUnderTest)));
        JsonElement urls = await StartAsync(host, "Approval");
        await PostAsync("suspendPostUri");
        await StatusAsync(host, urls, "Suspended");
        await PostAsync("resumePostUri");
        await StatusAsync(host, urls, "Running");
        await PostAsync("terminatePostUri");
        JsonElement ended = await StatusAsync(host, urls, "Terminated");
        Assert.Equal("because", ended.GetProperty("output").GetString());

        string purge = urls.GetProperty("purgeHistoryDeleteUri").GetString()!;
        Assert.Equal(1, (await (await host.Http.DeleteAsync(purge)).Content.ReadFromJsonAsync<JsonElement>()).GetProperty("instancesDeleted").GetInt32());
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync(purge)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.DeleteAsync(purge)).StatusCode);

        async Task PostAsync(string name) => Assert.Equal(
            HttpStatusCode.Accepted, (await host.Http.PostAsync(urls.GetProperty(name).GetString()!.Replace("{text}", "because"), null)).StatusCode);
    }

    [Fact]
    public async Task Instances_are_listed_by_status_and_page()
    {
        await using TestHost host = await TestHost.StartAsync(new Setup(typeof(DurableFunctionsUnderTest)));
        for (int i = 0; i < 3; i++) await CompletedAsync(host, await StartAsync(host, "Sum"));
        await StatusAsync(host, await StartAsync(host, "Approval"), "Running");
        const string list = "/runtime/webhooks/durabletask/instances";
        Assert.Equal(3, (await host.Http.GetFromJsonAsync<JsonElement>($"{list}?runtimeStatus=Completed,Failed")).GetArrayLength());
        Assert.Equal(1, (await host.Http.GetFromJsonAsync<JsonElement>($"{list}?runtimeStatus=Running")).GetArrayLength());
        Assert.Equal(0, (await host.Http.GetFromJsonAsync<JsonElement>($"{list}?createdTimeFrom=2100-01-01")).GetArrayLength());

        var seen = new List<string>();
        string? token = null;
        do
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{list}?top=3");
            if (token is not null) request.Headers.Add("x-ms-continuation-token", token);
            HttpResponseMessage response = await host.Http.SendAsync(request);
            seen.AddRange((await response.Content.ReadFromJsonAsync<JsonElement>()).EnumerateArray().Select(i => i.GetProperty("instanceId").GetString()!));
            token = response.Headers.TryGetValues("x-ms-continuation-token", out var values) ? values.Single() : null;
        }
        while (token is not null);
        Assert.Equal(4, seen.Distinct().Count());
        Assert.Equal(HttpStatusCode.BadRequest, (await host.Http.GetAsync($"{list}?runtimeStatus=Nonsense")).StatusCode);
    }

    [Fact]
    public async Task A_failing_activity_reaches_the_orchestrator_and_the_status()
    {
        await using TestHost host = await TestHost.StartAsync(new Setup(typeof(DurableFunctionsUnderTest)));
        JsonElement status = await CompletedAsync(host, await StartAsync(host, "Failing"));
        Assert.Equal("Failed", status.GetProperty("runtimeStatus").GetString());
        Assert.Contains("no such luck", status.GetProperty("output").GetString());
    }

    [Fact]
    public async Task A_restarted_host_goes_on_where_it_was()
    {
        using var folder = new TempFolder();
        var recorder = new Recorder();
        var setup = new Setup(typeof(DurableFunctionsUnderTest)) { Folder = folder, Recorder = recorder };
        string id;
        await using (TestHost first = await TestHost.StartAsync(setup))
        {
            JsonElement urls = await StartAsync(first, "Approval");
            id = urls.GetProperty("id").GetString()!;
            await recorder.WaitForAsync(1);
            await StatusAsync(first, urls, "Running");
        }
        await using TestHost second = await TestHost.StartAsync(setup);
        string instance = $"/runtime/webhooks/durabletask/instances/{id}";
        await second.Http.PostAsJsonAsync($"{instance}/raiseEvent/decision", "late");
        await Eventually.TrueAsync(async () => (await second.Http.GetAsync(instance)).StatusCode == HttpStatusCode.OK, "completion");
        Assert.Equal("decided late", (await second.Http.GetFromJsonAsync<JsonElement>(instance)).GetProperty("output").GetString());
        Assert.Equal(["asked"], recorder.Calls);
    }

    [Fact]
    public async Task A_check_status_response_of_the_worker_carries_location_and_urls()
    {
        await using TestHost host = await TestHost.StartAsync(new Setup(typeof(DurableFunctionsUnderTest)));
        HttpResponseMessage response = await host.Http.PostAsync("/api/check/Sum", null);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        JsonElement urls = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(urls.GetProperty("statusQueryGetUri").GetString(), response.Headers.Location?.ToString());
    }

    [Fact]
    public async Task A_second_host_on_the_same_history_is_refused()
    {
        using var folder = new TempFolder();
        var setup = new Setup(typeof(DurableFunctionsUnderTest)) { Folder = folder };
        await using TestHost first = await TestHost.StartAsync(setup);
        await using TestHost second = await TestHost.StartAsync(setup);
        Assert.Contains("DURABLETASK_PATH", second.Host.StartProblem?.Message);
        Assert.Equal(1, second.ExitCode);
    }

    private static async Task<JsonElement> StartAsync(TestHost host, string name)
    {
        HttpResponseMessage started = await host.Http.PostAsJsonAsync($"/api/start/{name}", Array.Empty<int>());
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        return await started.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static Task<JsonElement> CompletedAsync(TestHost host, JsonElement urls) => StatusAsync(host, urls, "Completed", "Failed", "Terminated");

    private static async Task<JsonElement> StatusAsync(TestHost host, JsonElement urls, params string[] statuses) =>
        (JsonElement)await Eventually.GetAsync<object>(async () =>
        {
            JsonElement status = await host.Http.GetFromJsonAsync<JsonElement>(urls.GetProperty("statusQueryGetUri").GetString());
            return statuses.Contains(status.GetProperty("runtimeStatus").GetString()) ? status : null;
        }, string.Join(" or ", statuses));
}

internal sealed class DurableFunctionsUnderTest(Recorder recorder)
{
    [Function("Start")]
    public static async Task<IResult> Start(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "start/{name}")] HttpRequest request, string name,
        [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        int[]? input = await request.ReadFromJsonAsync<int[]>(cancellation);
        string id = await client.ScheduleNewOrchestrationInstanceAsync(name, input, cancellation);
        HttpManagementPayload payload = client.CreateHttpManagementPayload(id);
        return Results.Accepted(payload.StatusQueryGetUri, payload);
    }

    [Function("Check")]
    public static async Task<HttpResponseData> Check(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "check/{name}")] HttpRequestData request, string name,
        [DurableClient] DurableTaskClient client)
    {
        string id = await client.ScheduleNewOrchestrationInstanceAsync(name, Array.Empty<int>());
        return await client.CreateCheckStatusResponseAsync(request, id);
    }

    [Function(nameof(Sum))]
    public static async Task<int> Sum([OrchestrationTrigger] TaskOrchestrationContext context, int[] numbers)
    {
        int[] squares = await Task.WhenAll(numbers.Select(number => context.CallActivityAsync<int>(nameof(Square), number)));
        context.SetCustomStatus($"squared {squares.Length}");
        return squares.Sum();
    }

    [Function(nameof(Square))]
    public static int Square([ActivityTrigger] int number) => number * number;

    [Function(nameof(Approval))]
    public static async Task<string> Approval([OrchestrationTrigger] TaskOrchestrationContext context, FunctionContext function)
    {
        await context.CallActivityAsync(nameof(Ask), function.FunctionDefinition.Name);
        return $"decided {await context.WaitForExternalEvent<string>("decision")}";
    }

    [Function(nameof(Ask))]
    public Task Ask([ActivityTrigger] string who, string instanceId)
    {
        Assert.Equal(nameof(Approval), who);
        Assert.NotEmpty(instanceId);
        return recorder.CallAsync("asked");
    }

    [Function(nameof(Failing))]
    public static Task Failing([OrchestrationTrigger] TaskOrchestrationContext context) => context.CallActivityAsync(nameof(Throw));

    [Function(nameof(Throw))]
    public static void Throw([ActivityTrigger] string? nothing) => throw new InvalidOperationException("no such luck");
}
