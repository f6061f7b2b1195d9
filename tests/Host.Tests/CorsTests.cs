using System.Net;
using Host.Tests.Support;

namespace Host.Tests;

/// <summary>What pages of other origins may do, as Host.CORS of local.settings.json says: ours, and `func` (FUNCTIONS_HOST=func).</summary>
public sealed class CorsTests(SharedHost shared)
{
    [Theory]
    [InlineData("http://localhost:3000", true)]
    [InlineData("https://pages.test", true)]
    [InlineData("https://elsewhere.test", false)]
    public async Task An_answer_may_be_read_by_the_origins_that_are_named(string origin, bool allowed)
    {
        using HttpResponseMessage answer = await shared.Host.Http.SendAsync(
            new HttpRequestMessage(HttpMethod.Get, "/api/items/7") { Headers = { { "Origin", origin } } });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(allowed ? origin : null, Header(answer, "Access-Control-Allow-Origin"));
        Assert.Equal(allowed ? "true" : null, Header(answer, "Access-Control-Allow-Credentials"));
    }

    [Fact]
    public async Task A_browser_that_asks_first_is_answered_by_the_host()
    {
        using HttpResponseMessage answer = await shared.Host.Http.SendAsync(new HttpRequestMessage(HttpMethod.Options, "/api/items/7")
        {
            Headers = { { "Origin", "http://localhost:3000" }, { "Access-Control-Request-Method", "PUT" },
                { "Access-Control-Request-Headers", "x-functions-key" } },
        });
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}");
        Assert.Equal("http://localhost:3000", Header(answer, "Access-Control-Allow-Origin"));
        Assert.Contains("PUT", Header(answer, "Access-Control-Allow-Methods"));
        Assert.Contains("x-functions-key", Header(answer, "Access-Control-Allow-Headers"));
    }

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(',', values) : null;
}
