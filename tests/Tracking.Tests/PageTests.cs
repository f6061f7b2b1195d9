using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Tracking.Tests.Support;

namespace Tracking.Tests;

/// <summary>How the page is served; what it does is tested in a browser, in <c>tests/Page.Tests</c>.</summary>
[Trait("Tier", "integration")]
public sealed partial class PageTests(LocalServer server) : IClassFixture<LocalServer>
{
    [Fact]
    public async Task All_that_the_page_loads_comes_from_this_server()
    {
        string html = await server.Http.GetStringAsync("/");

        var addresses = Addresses().Matches(html).Select(match => match.Groups[1].Value).ToList();
        Assert.Contains("/app.js", addresses);
        Assert.Contains("/app.css", addresses);
        foreach (string address in addresses)
        {
            Assert.Matches("^/[a-z.]+$", address);
            using var response = await server.Http.GetAsync(address);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Distinct().Single());
        }
        Assert.DoesNotMatch(@"url\(['""]?(https?:)?//|@import", await server.Http.GetStringAsync("/app.css"));
    }

    [Fact]
    public async Task The_policy_allows_no_script_but_the_pages_own_and_no_other_server()
    {
        using var response = await server.Http.GetAsync("/");

        string policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; script-src 'self'; ", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.DoesNotContain("http", policy);
        Assert.DoesNotContain("*", policy);
    }

    [Fact]
    public async Task A_browser_that_has_the_page_is_told_that_it_is_still_good()
    {
        using var first = await server.Http.GetAsync("/app.js");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/app.js");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var other = new HttpRequestMessage(HttpMethod.Get, "/app.js");
        other.Headers.IfNoneMatch.Add(new EntityTagHeaderValue("\"of-another-version\""));

        using var same = await server.Http.SendAsync(again);
        using var changed = await server.Http.SendAsync(other);

        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.True(first.Headers.CacheControl!.NoCache);
    }

    [GeneratedRegex("(?:src|href)=\"([^\"]*)\"")]
    private static partial Regex Addresses();
}
