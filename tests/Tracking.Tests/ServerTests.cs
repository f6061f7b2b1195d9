using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Tracking.Tests.Support;

namespace Tracking.Tests;

[Trait("Tier", "integration")]
public sealed class ServerTests(LocalServer server) : IClassFixture<LocalServer>
{
    [Fact]
    public async Task It_says_that_it_is_well()
    {
        Assert.Equal("OK", await server.Http.GetStringAsync("/health"));
        Assert.Matches(@"\A\d+\.\d+\.\d+\z", await server.Http.GetStringAsync("/version"));
        Assert.True(await server.Client.IsReachableAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData("/api/2.0/mlflow/experiments/get?experiment_id=0")]
    [InlineData("/ajax-api/2.0/mlflow/experiments/get?experiment_id=0")]
    public async Task Both_prefixes_lead_to_the_api(string path) =>
        Assert.Contains("\"Default\"", await server.Http.GetStringAsync(path));

    [Theory]
    [InlineData("GET", "/api/2.0/mlflow/nothing")]
    [InlineData("GET", "/api/2.0/mlflow/runs/create")]
    [InlineData("POST", "/somewhere")]
    public async Task What_does_not_exist_is_an_error_in_mlflows_form(string method, string path)
    {
        using var response = await server.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("\"ENDPOINT_NOT_FOUND\"", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("{", "application/json", "not valid JSON")]
    [InlineData("[]", "application/json", "not a JSON object")]
    [InlineData("{\"name\": {}}", "application/json", "'name'")]
    [InlineData("{\"name\": \"x\"}", "text/plain", "Content-Type")]
    public async Task A_body_that_cannot_be_read_is_refused(string body, string type, string reason)
    {
        var refused =
            await server.RefusedAsync("experiments/create", new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(type)));

        Assert.Contains(reason, refused.Message);
    }

    [Fact]
    public async Task A_foreign_name_for_this_machine_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health") { Headers = { Host = "evil.example" } };

        using var response = await server.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }
}
