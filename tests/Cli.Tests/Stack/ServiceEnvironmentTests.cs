using ImageClassifier.Cli.Stack;

namespace Cli.Tests.Stack;

public sealed class ServiceEnvironmentTests
{
    [Theory]
    [InlineData("ASPNETCORE_URLS")]
    [InlineData("aspnetcore_http_ports")]
    [InlineData("URLS")]
    [InlineData("HTTP_PORTS")]
    [InlineData("DOTNET_URLS")]
    [InlineData("Kestrel__Endpoints__Http__Url")]
    [InlineData("KESTREL__CERTIFICATES__DEFAULT__PATH")]
    [InlineData("AzureWebJobsStorage")]
    [InlineData("AzureWebJobsStorage__accountName")]
    [InlineData("MLFLOW_TRACKING_URI")]
    [InlineData("MLFLOW_TRACKING_TOKEN")]
    [InlineData("FUNCTIONS_WORKER_RUNTIME")]
    [InlineData("AZURE_FUNCTIONS_ENVIRONMENT")]
    [InlineData("WEBSITE_HOSTNAME")]
    public void What_points_a_service_elsewhere_is_not_handed_down(string name)
    {
        var environment = new Dictionary<string, string?> { [name] = "x", ["PATH"] = "/bin" };
        ServiceEnvironment.Clean(environment);
        Assert.Equal(["PATH"], environment.Keys);
    }

    [Theory]
    [InlineData("DOTNET_gcServer")]
    [InlineData("DOTNET_ROOT")]
    [InlineData("IMAGECLASSIFIER_CACHE")]
    [InlineData("Worker__Gpu")]
    [InlineData("AzureFunctionsJobHost__logging__logLevel__default")]
    [InlineData("HTTPS_PROXY")]
    public void What_a_person_sets_for_the_services_is_handed_down(string name)
    {
        var environment = new Dictionary<string, string?> { [name] = "x" };
        ServiceEnvironment.Clean(environment);
        Assert.Equal([name], environment.Keys);
    }

    [Fact]
    public void This_machine_is_added_to_the_hosts_without_a_proxy_in_both_spellings() =>
        Assert.Equal(
            [("no_proxy", "a.example,b.example,localhost,127.0.0.1,::1"), ("NO_PROXY", "a.example,b.example,localhost,127.0.0.1,::1")],
            ServiceEnvironment.ProxyBypass(name => name == "no_proxy" ? "a.example, b.example" : "b.example,localhost"));

    [Fact]
    public void It_is_added_where_nothing_is_set() =>
        Assert.Equal(("no_proxy", "localhost,127.0.0.1,::1"), ServiceEnvironment.ProxyBypass(_ => null).First());
}
