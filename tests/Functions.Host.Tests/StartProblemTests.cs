using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Functions.Host.Tests;

public sealed class StartProblemTests
{
    [Fact]
    public async Task Every_function_that_cannot_run_is_named_at_once()
    {
        string message = await ProblemAsync(new Setup(typeof(BrokenFunctions)));
        Assert.Contains("'Two'", message);
        Assert.Contains("'None'", message);
        Assert.Contains("'Same' names several functions", message);
    }

    [Fact]
    public async Task Parameters_that_nothing_fills_are_named_at_once()
    {
        string message = await ProblemAsync(new Setup(typeof(UnboundFunctions)));
        Assert.Contains("'other' (String) of 'Blob'", message);
        Assert.Contains("'service' (Uri[]) of 'Http'", message);
    }

    [Fact]
    public async Task Http_request_without_aspnet_integration_says_what_to_call() => Assert.Contains(
        "ConfigureFunctionsWebApplication()", await ProblemAsync(new Setup(typeof(UnboundFunctions)) { AspNetCore = false }));

    [Fact]
    public async Task A_missing_storage_connection_is_named()
    {
        string message = await ProblemAsync(new Setup(typeof(QueueOnly)));
        Assert.Contains("'Queue'", message);
        Assert.Contains("'Elsewhere'", message);
    }

    [Fact]
    public async Task A_missing_setting_in_a_trigger_is_named() => Assert.Contains(
        "no setting 'Jobs'", await ProblemAsync(new Setup(typeof(TextFunction)) { Storage = "UseDevelopmentStorage=true" }));

    [Theory]
    [InlineData("""{ "extensions": { "queues": { "batchSize": 64 } } }""", "extensions.queues.batchSize is \"64\"; expected a whole number from 1 to 32")]
    [InlineData("""{ "functionTimeout": "soon" }""", "functionTimeout is \"soon\"; expected a time span")]
    [InlineData("""{ "logging": { "logLevel": { "default": "Loud" } } }""", "logging.logLevel.default is \"Loud\"")]
    [InlineData("{", "host.json is not JSON")]
    public async Task A_wrong_host_json_is_named_by_key_and_value(string hostJson, string expected) =>
        Assert.Contains(expected, await ProblemAsync(new Setup(typeof(HttpFunctionsUnderTest)) { HostJson = hostJson }));

    [Theory]
    [InlineData("""{ "IsEncrypted": true }""", "func settings decrypt")]
    [InlineData("""{ "Values": { "A": {} } }""", "Values.A must be a string")]
    [InlineData("""{ "Host": { "LocalHttpPort": "x" } }""", "Host.LocalHttpPort is x")]
    public async Task Wrong_local_settings_are_named(string localSettings, string expected) =>
        Assert.Contains(expected, await ProblemAsync(new Setup(typeof(HttpFunctionsUnderTest)) { LocalSettings = localSettings }));

    [Fact]
    public async Task A_function_that_a_setting_disables_is_left_out()
    {
        await using TestHost host = await TestHost.StartAsync(new Setup(typeof(HttpFunctionsUnderTest))
        {
            Settings = new Dictionary<string, string?> { ["AzureWebJobs.Latest.Disabled"] = "true" },
        });
        Assert.Equal("model latest", await host.Http.GetStringAsync("/api/models/latest"));
    }

    [Fact]
    public async Task Host_json_is_overridden_by_settings_of_the_official_prefix()
    {
        await using TestHost host = await TestHost.StartAsync(new Setup(typeof(HttpFunctionsUnderTest))
        {
            HostJson = """{ "extensions": { "http": { "routePrefix": "one" } } }""",
            Settings = new Dictionary<string, string?> { ["AzureFunctionsJobHost:extensions:http:routePrefix"] = "two" },
        });
        Assert.Equal("latest", await host.Http.GetStringAsync("/two/models/latest"));
    }

    private static async Task<string> ProblemAsync(Setup setup)
    {
        await using TestHost host = await TestHost.StartAsync(setup);
        Assert.Equal(1, host.ExitCode);
        Assert.Equal(host.Host.StartProblem?.Message, host.Error.ToString().TrimEnd());
        return host.Error.ToString();
    }
}

internal sealed class BrokenFunctions
{
    [Function("Two")]
    public static void Two([QueueTrigger("a")] string first, [QueueTrigger("b")] string second) => _ = first + second;

    [Function("None")]
    public static void None(string text) => _ = text;

    [Function("Same")]
    public static void Same([QueueTrigger("a")] string text) => _ = text;

    [Function("same")]
    public static void SameAgain([QueueTrigger("a")] string text) => _ = text;
}

internal sealed class UnboundFunctions
{
    [Function("Blob")]
    public static void Blob([BlobTrigger("photos/{name}")] string content, string name, string other) => _ = content + name + other;

    [Function("Http")]
    public static void Http([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request, Uri[] service) => _ = (request, service);
}

internal sealed class QueueOnly
{
    [Function("Queue")]
    public static void Queue([QueueTrigger("jobs", Connection = "Elsewhere")] string text) => _ = text;
}
