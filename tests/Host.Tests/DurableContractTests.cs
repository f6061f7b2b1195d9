using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Host.Tests.Support;

namespace Host.Tests;

/// <summary>What a functions app may expect of any host's orchestrations, and a caller of their management API.</summary>
public sealed class DurableContractTests(SharedHost shared)
{
    private HttpClient Http => shared.Host.Http;

    [Fact]
    public async Task An_orchestration_reports_its_result_at_its_status_address()
    {
        JsonElement urls = await StartAsync("Sum", 1, 2, 3);
        Assert.StartsWith($"{new Uri(Http.BaseAddress!, "/runtime/webhooks/durabletask/instances/")}", Url(urls, "statusQueryGetUri"));
        JsonElement status = await EndedAsync(urls);
        Assert.Equal("Completed", status.GetProperty("runtimeStatus").GetString());
        Assert.Equal(14, status.GetProperty("output").GetInt32());
        Assert.Equal("squared 3", status.GetProperty("customStatus").GetString());
    }

    [Fact]
    public async Task An_event_lets_an_orchestration_go_on()
    {
        JsonElement urls = await StartAsync("Approval");
        await StatusAsync(urls, "Running");
        HttpResponseMessage waiting = await Http.GetAsync(Url(urls, "statusQueryGetUri"));
        Assert.Equal(HttpStatusCode.Accepted, waiting.StatusCode);
        Assert.NotNull(waiting.Headers.Location);
        string raise = Url(urls, "sendEventPostUri").Replace("{eventName}", "decision");
        Assert.Equal(HttpStatusCode.Accepted, (await Http.PostAsJsonAsync(raise, "yes")).StatusCode);
        Assert.Equal("decided yes", (await EndedAsync(urls)).GetProperty("output").GetString());
        Assert.Equal(HttpStatusCode.Gone, (await Http.PostAsJsonAsync(raise, "again")).StatusCode);
    }

    [Fact]
    public async Task An_orchestration_can_be_suspended_resumed_terminated_and_purged()
    {
        JsonElement urls = await StartAsync("Approval");
        await StatusAsync(urls, "Running");
        await Http.PostAsync(Url(urls, "suspendPostUri"), null);
        await StatusAsync(urls, "Suspended");
        await Http.PostAsync(Url(urls, "resumePostUri"), null);
        await StatusAsync(urls, "Running");
        Assert.Equal(HttpStatusCode.Accepted, (await Http.PostAsync(Url(urls, "terminatePostUri"), null)).StatusCode);
        await StatusAsync(urls, "Terminated");
        Assert.Equal(HttpStatusCode.OK, (await Http.DeleteAsync(Url(urls, "purgeHistoryDeleteUri"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Http.GetAsync(Url(urls, "statusQueryGetUri"))).StatusCode);
    }

    [Fact]
    public async Task An_activity_that_fails_tells_the_orchestrator_its_exception()
    {
        JsonElement status = await EndedAsync(await StartAsync("Failing"));
        Assert.Equal("System.ArgumentException: I refuse this.", status.GetProperty("output").GetString());
    }

    [Fact]
    public async Task An_entity_keeps_its_state_between_calls() =>
        Assert.Equal(5, (await EndedAsync(await StartAsync("Counting"))).GetProperty("output").GetInt32());

    [Fact]
    public async Task An_orchestrator_that_does_not_exist_fails_the_orchestration() =>
        Assert.Equal("Failed", (await EndedAsync(await StartAsync("Nothing"))).GetProperty("runtimeStatus").GetString());

    private static string Url(JsonElement urls, string name) => urls.GetProperty(name).GetString()!;

    private async Task<JsonElement> StartAsync(string name, params int[] input)
    {
        HttpResponseMessage answer = await Http.PostAsJsonAsync($"/api/start/{name}", input);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private Task<JsonElement> EndedAsync(JsonElement urls) => StatusAsync(urls, "Completed", "Failed", "Terminated");

    private async Task<JsonElement> StatusAsync(JsonElement urls, params string[] wanted)
    {
        JsonElement status = default;
        await Wait.UntilAsync(async () =>
        {
            HttpResponseMessage answer = await Http.GetAsync(Url(urls, "statusQueryGetUri"));
            if (!answer.IsSuccessStatusCode && answer.StatusCode != HttpStatusCode.InternalServerError) return false;
            status = await answer.Content.ReadFromJsonAsync<JsonElement>();
            return wanted.Contains(status.GetProperty("runtimeStatus").GetString());
        }, () => $"{status}\n{shared.Host.Output}");
        return status;
    }
}
