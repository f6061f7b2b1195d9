using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Host.Tests.Support;

namespace Host.Tests;

/// <summary>What a functions app may expect of any host over HTTP: ours, and `func` (FUNCTIONS_HOST=func).</summary>
public sealed class HttpContractTests(SharedHost shared)
{
    private HttpClient Http => shared.Host.Http;

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    [InlineData("PUT")]
    public async Task A_request_reaches_the_app_as_it_was_sent(string method)
    {
        byte[] body = method == "GET" ? [] : [0, 1, 254, 255];
        var request =
            new HttpRequestMessage(new HttpMethod(method), "/api/echo/a%20b/c?x=1&y=%C3%BC") { Headers = { { "X-Question", "why" } } };
        if (body.Length > 0) request.Content = new ByteArrayContent(body);
        HttpResponseMessage answer = await Http.SendAsync(request);
        JsonElement seen = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("from the app", answer.Headers.GetValues("X-Answer").Single());
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(method, seen.GetProperty("method").GetString());
        Assert.Equal("/api/echo/a b/c", seen.GetProperty("path").GetString());
        Assert.Equal("?x=1&y=%C3%BC", seen.GetProperty("query").GetString());
        Assert.Equal("why", seen.GetProperty("header").GetString());
        Assert.Equal(Http.BaseAddress!.Authority, seen.GetProperty("host").GetString());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(body)), seen.GetProperty("sha256").GetString());
    }

    [Theory]
    [InlineData("GET", "/api/items/7", HttpStatusCode.OK, "item 7")]
    [InlineData("GET", "/API/Items/7", HttpStatusCode.OK, "item 7")]
    [InlineData("GET", "/api/items/latest", HttpStatusCode.OK, "latest")]
    [InlineData("PUT", "/api/items/7", HttpStatusCode.Created, "")]
    [InlineData("GET", "/api/named", HttpStatusCode.OK, "named")]
    [InlineData("GET", "/api/items/seven", HttpStatusCode.NotFound, "")]
    [InlineData("DELETE", "/api/items/7", HttpStatusCode.NotFound, "")]
    [InlineData("POST", "/api/named", HttpStatusCode.NotFound, "")]
    [InlineData("GET", "/api/nothing", HttpStatusCode.NotFound, "")]
    [InlineData("GET", "/items/7", HttpStatusCode.NotFound, "")]
    public async Task The_most_specific_route_that_takes_the_method_answers(string method, string path, HttpStatusCode status, string body)
    {
        HttpResponseMessage answer = await Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(body, await answer.Content.ReadAsStringAsync());
        if (status == HttpStatusCode.Created) Assert.Equal("/api/items/7", answer.Headers.Location?.ToString());
    }

    [Theory]
    [InlineData(204)]
    [InlineData(400)]
    [InlineData(409)]
    [InlineData(503)]
    public async Task The_app_decides_on_the_status(int status) =>
        Assert.Equal(status, (int)(await Http.GetAsync($"/api/status/{status}")).StatusCode);

    [Fact]
    public async Task A_function_that_fails_is_500() =>
        Assert.Equal(HttpStatusCode.InternalServerError, (await Http.GetAsync("/api/fail")).StatusCode);

    [Fact]
    public async Task Large_bodies_pass_in_both_directions()
    {
        const int Length = 25_000_000;
        using HttpResponseMessage sent = await Http.PostAsync("/api/echo", new ByteArrayContent(new byte[Length]));
        JsonElement seen = await sent.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(Length, seen.GetProperty("length").GetInt64());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(new byte[Length])), seen.GetProperty("sha256").GetString());
        Assert.Equal(Length, (await Http.GetByteArrayAsync($"/api/large/{Length}")).Length);
    }

    [Fact]
    public async Task A_function_hears_that_its_caller_has_gone()
    {
        string id = Guid.NewGuid().ToString();
        using var giveUp = new CancellationTokenSource();
        Task call = Http.GetAsync($"/api/wait/{id}", giveUp.Token);
        await shared.Settings.WroteAsync($"waiting {id}", 1);
        giveUp.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await shared.Settings.WroteAsync($"canceled {id}", 1);
    }

    [Fact]
    public async Task Many_requests_at_once_get_their_own_answers()
    {
        string[] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Http.GetStringAsync($"/api/items/{i}")));
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"item {i}"), answers);
    }

    [Fact]
    public async Task The_environment_wins_over_local_settings()
    {
        Assert.Equal("the file", await Http.GetStringAsync("/api/settings/FromFile"));
        Assert.Equal(shared.Settings.HostId, await Http.GetStringAsync("/api/settings/Uploads"));
    }
}
