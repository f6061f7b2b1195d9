using Host.Tests.Support;

namespace Host.Tests;

/// <summary>Settings of a person's environment that are about other programs.</summary>
public sealed class EnvironmentTests : IDisposable
{
    private readonly TestSettings _settings;

    public EnvironmentTests(SharedHost shared)
    {
        Programs.OursOnly();
        _settings = new TestSettings(shared.Azurite);
    }

    public void Dispose() => _settings.Dispose();

    [Fact]
    public async Task A_proxy_is_not_asked_for_what_is_on_this_machine()
    {
        // Nothing listens there.
        const string Proxy = "http://127.0.0.1:9";
        await using HostProcess host = await StartedWithAsync(
            ("HTTP_PROXY", Proxy), ("http_proxy", Proxy), ("HTTPS_PROXY", Proxy), ("ALL_PROXY", Proxy), ("NO_PROXY", "internal.test"));
        Assert.Equal("item 7", await host.Http.GetStringAsync("/api/items/7"));
        Assert.Equal("14", await host.OutputAsync(await host.StartAsync("Sum", 1, 2, 3)));
        Assert.StartsWith("internal.test,", await host.Http.GetStringAsync("/api/settings/NO_PROXY"));
    }

    [Fact]
    public async Task Addresses_of_other_web_servers_move_neither_host_nor_app()
    {
        await using HostProcess host = await StartedWithAsync(
            ("ASPNETCORE_URLS", "http://127.0.0.1:1"), ("ASPNETCORE_HTTP_PORTS", "1"), ("URLS", "http://127.0.0.1:1"),
            ("Kestrel__Endpoints__Http__Url", "http://127.0.0.1:1"), ("Kestrel__Endpoints__Https__Url", "https://127.0.0.1:2"));
        Assert.Equal("item 7", await host.Http.GetStringAsync("/api/items/7"));
    }

    private Task<HostProcess> StartedWithAsync(params (string Name, string Value)[] variables)
    {
        Dictionary<string, string> environment = _settings.Environment;
        foreach ((string name, string value) in variables) environment[name] = value;
        return HostProcess.StartedAsync(environment);
    }
}
