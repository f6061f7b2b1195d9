using System.Net;
using System.Net.Http.Headers;
using System.Text;
using ImageClassifier.Tracking.Configuration;
using ImageClassifier.Tracking.Security;
using Microsoft.AspNetCore.Http;
using Tracking.Tests.Support;

namespace Tracking.Tests.Security;

/// <summary>Who may ask for what: names of this machine, pages of other sites, tokens and passwords.</summary>
[Trait("Tier", "integration")]
public sealed class SecurityTests(LocalServer server) : IClassFixture<LocalServer>
{
    [Theory]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("127.0.0.1:5000", HttpStatusCode.OK)]
    [InlineData("[::1]:5000", HttpStatusCode.OK)]
    [InlineData("evil.example", HttpStatusCode.Forbidden)]
    [InlineData("127.0.0.1.evil.example", HttpStatusCode.Forbidden)]
    [InlineData("10.0.0.7", HttpStatusCode.Forbidden)]
    public async Task A_server_on_loopback_answers_to_loopback_names(string host, HttpStatusCode expected)
    {
        using var request =
            new HttpRequestMessage(HttpMethod.Get, "/api/2.0/mlflow/experiments/get?experiment_id=0") { Headers = { Host = host } };

        using var answer = await server.Http.SendAsync(request);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData("10.0.0.7:5000", true)]
    [InlineData("[fd00::7]:5000", true)]
    [InlineData("tracking:5000", true)]
    [InlineData("lab.example.com", true)]
    [InlineData("a.team.example.com", true)]
    [InlineData("team.example.com", false)]
    [InlineData("evil.example", false)]
    public void A_server_on_a_network_answers_to_addresses_to_plain_names_and_to_those_it_was_given(string host, bool allowed)
    {
        var rules = new AccessRules(new TrackingOptions { AllowedHosts = ["lab.example.com", "*.team.example.com"] }, IPAddress.Any);

        Assert.Equal(allowed, rules.AllowsHost(new HostString(host)));
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    [InlineData("http://localhost:1")]
    [InlineData("http://127.0.0.1.evil.example")]
    public async Task A_page_of_another_site_changes_nothing(string origin)
    {
        string name = Guid.NewGuid().ToString("N");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/2.0/mlflow/experiments/create");
        request.Content = new StringContent($$"""{"name": "{{name}}"}""", Encoding.UTF8, "application/json");
        request.Headers.Add("Origin", origin);

        using var answer = await server.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
        await server.GetAsync($"experiments/get-by-name?experiment_name={name}", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_servers_own_page_and_a_listed_site_may_change_things()
    {
        await using var open = new LocalServer { Options = new TrackingOptions { AllowedOrigins = ["https://lab.example.com"] } };
        await open.InitializeAsync();

        foreach (string origin in new[] { open.Http.BaseAddress!.GetLeftPart(UriPartial.Authority), "https://lab.example.com" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/2.0/mlflow/experiments/search");
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
            request.Headers.Add("Origin", origin);
            using var answer = await open.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/api/2.0/mlflow/experiments/search");
        preflight.Headers.Add("Origin", "https://lab.example.com");
        using var allowed = await open.Http.SendAsync(preflight);
        Assert.Equal((HttpStatusCode.NoContent, "https://lab.example.com"),
            (allowed.StatusCode, allowed.Headers.GetValues("Access-Control-Allow-Origin").Single()));
    }

    [Fact]
    public async Task With_a_password_every_route_but_the_probes_asks_for_it()
    {
        await using var closed = new LocalServer { Options = new TrackingOptions { Username = "anna", Password = "s3cret" } };
        await closed.InitializeAsync();
        var routes = closed.Routes();

        Assert.True(routes.Count > 100, $"{routes.Count} routes");
        foreach (var (method, path) in routes)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            using var answer = await closed.Http.SendAsync(request);
            bool open = path is "/health" or "/version" || path.Contains("/mpu/parts/", StringComparison.Ordinal);
            Assert.True((answer.StatusCode == HttpStatusCode.Unauthorized) != open, $"{method} {path}: {answer.StatusCode}");
            Assert.True(open || answer.Headers.WwwAuthenticate.Any(challenge => challenge.Scheme == "Basic"), $"{method} {path}");
        }
    }

    [Theory]
    [InlineData("Bearer", "t0ken", HttpStatusCode.OK)]
    [InlineData("bearer", "t0ken", HttpStatusCode.OK)]
    [InlineData("Bearer", "T0ken", HttpStatusCode.Unauthorized)]
    [InlineData("Bearer", "t0ke", HttpStatusCode.Unauthorized)]
    [InlineData("Basic", "YW5uYTpzM2NyZXQ=", HttpStatusCode.OK)] // anna:s3cret
    [InlineData("Basic", "dG9rZW46dDBrZW4=", HttpStatusCode.OK)] // token:t0ken, which is how a browser can send it
    [InlineData("Basic", "YW5uYTp0MGtlbg==", HttpStatusCode.Unauthorized)] // anna:t0ken
    [InlineData("Basic", "t0ken", HttpStatusCode.Unauthorized)]
    [InlineData("Digest", "t0ken", HttpStatusCode.Unauthorized)]
    public async Task A_token_or_a_password_opens_the_api(string scheme, string proof, HttpStatusCode expected)
    {
        await using var closed =
            new LocalServer { Options = new TrackingOptions { Token = "t0ken", Username = "anna", Password = "s3cret" } };
        await closed.InitializeAsync();
        closed.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(scheme, proof);

        using var answer = await closed.Http.GetAsync("/api/2.0/mlflow/experiments/get?experiment_id=0");

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public void The_environment_has_mlflows_names_and_a_name_needs_its_password()
    {
        var variables = new Dictionary<string, string>
        {
            ["MLFLOW_TRACKING_TOKEN"] = "t",
            ["MLFLOW_SERVER_ALLOWED_HOSTS"] = "a.example, b.example",
            ["MLFLOW_SERVER_CORS_ALLOWED_ORIGINS"] = "https://a.example",
        };

        var options = new TrackingOptions().WithEnvironment(name => variables.GetValueOrDefault(name));

        Assert.Equal("t", options.Token);
        Assert.Equal(["a.example", "b.example"], options.AllowedHosts);
        Assert.Equal(["https://a.example"], options.AllowedOrigins);
        variables["MLFLOW_TRACKING_USERNAME"] = "anna";
        Assert.Throws<ArgumentException>(() => new TrackingOptions().WithEnvironment(name => variables.GetValueOrDefault(name)));
    }

    [Fact]
    public async Task Every_answer_tells_a_browser_not_to_guess_and_not_to_frame()
    {
        using var answer = await server.Http.GetAsync("/api/2.0/mlflow/nothing");

        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("SAMEORIGIN", answer.Headers.GetValues("X-Frame-Options").Single());
    }
}
