using System.Text.RegularExpressions;
using Host.Tests.Support;

namespace Host.Tests;

/// <summary>Storage that is down, at the start, in between and at the end.</summary>
public sealed class OutageTests
{
    public OutageTests() => Programs.OursOnly();

    [Fact]
    public async Task Without_storage_it_serves_http_waits_with_the_triggers_and_goes_on_when_storage_is_there()
    {
        await using AzuriteServer azurite = await AzuriteServer.StartAsync();
        using var settings = new TestSettings(azurite);
        await azurite.StopAsync();
        // The storage clients give up sooner than by default, and the host notices the outage sooner.
        var environment = new Dictionary<string, string>(settings.Environment) { ["AzureWebJobsStorage__Retry__MaxRetries"] = "1" };
        await using HostProcess host = await HostProcess.ListeningAsync(environment);
        await host.SaysAsync("cannot be reached");
        Assert.Equal("item 1", await host.Http.GetStringAsync("/api/items/1"));

        await azurite.InitializeAsync();
        await host.SaysAsync("Host started.");
        await settings.UploadAsync("first");
        await settings.WroteAsync("photo first", 1, () => host.Output);
        Assert.Single(Regex.Matches(host.Output, "cannot be reached"));

        // An outage while it runs.
        await azurite.StopAsync();
        await Wait.UntilAsync(() => Regex.Count(host.Output, "cannot be reached") == 2, () => host.Output);
        await azurite.InitializeAsync();
        await settings.UploadAsync("second");
        await settings.WroteAsync("photo second", 1, () => host.Output);
        Assert.Equal("14", await host.OutputAsync(await host.StartAsync("Sum", 1, 2, 3)));

        // And one in which it is told to stop.
        await azurite.StopAsync();
        Assert.Equal(0, await host.StopAsync());
    }
}
