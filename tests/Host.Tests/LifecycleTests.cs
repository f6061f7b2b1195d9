using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Host.Tests.Support;

namespace Host.Tests;

/// <summary>How our host starts, shows what the app says, asks for keys, and stops.</summary>
public sealed class LifecycleTests : IDisposable
{
    private readonly SharedHost _shared;
    private readonly TestSettings _settings;

    public LifecycleTests(SharedHost shared)
    {
        Programs.OursOnly();
        (_shared, _settings) = (shared, new TestSettings(shared.Azurite));
    }

    public void Dispose() => _settings.Dispose();

    [Fact]
    public async Task Functions_are_listed_with_the_address_when_they_answer()
    {
        string address = _shared.Host.Http.BaseAddress!.GetLeftPart(UriPartial.Authority);
        Assert.Contains($"GetItem: [GET] {address}/api/items/{{id:int}}", _shared.Host.Output);
        Assert.Contains("\tTakePhoto: blobTrigger", _shared.Host.Output);
        Assert.Contains("\tSum: orchestrationTrigger", _shared.Host.Output);
        Assert.Matches("(?s)Functions:.*Host started\\.", _shared.Host.Output);
        await _shared.Host.SaysAsync("The app says hello.");
    }

    [Fact]
    public async Task What_functions_log_and_write_is_shown_at_the_levels_of_host_json()
    {
        await _shared.Host.Http.GetAsync("/api/quiet/silence");
        await _shared.Host.Http.GetAsync("/api/log/noise");
        await _shared.Host.SaysAsync("Information of noise");
        await _shared.Host.SaysAsync("Console of noise");
        Assert.DoesNotContain("Information of silence", _shared.Host.Output);
    }

    [Fact]
    public async Task A_signal_stops_host_and_app_in_order_whatever_runs()
    {
        await using HostProcess host = await HostProcess.StartedAsync(_settings.Environment);
        int app = await host.AppIdAsync();
        await host.StartAsync("Steps", [.. Enumerable.Range(1, 100)]);
        await _settings.WroteAsync("begin", 1, () => host.Output);
        Task<HttpResponseMessage> stuck = host.Http.GetAsync("/api/stuck");
        await host.SaysAsync("Executing 'Functions.Stuck'");
        Assert.Equal(0, await host.StopAsync());
        Assert.False(HostProcess.Lives(app));
        await Assert.ThrowsAsync<HttpRequestException>(() => stuck);
    }

    [Fact]
    public async Task A_signal_to_the_whole_process_group_is_no_failure_of_the_app()
    {
        await using HostProcess host = await HostProcess.StartedAsync(_settings.Environment);
        // The app first, as it happens where both get it at once.
        using (Process signal = Process.Start("kill", ["-TERM", $"{await host.AppIdAsync()}", $"{host.Id}"]))
            await signal.WaitForExitAsync();
        Assert.Equal(0, await host.ExitAsync());
        Assert.DoesNotContain("starting it again", host.Output);
    }

    [Fact]
    public async Task Keys_are_asked_for_by_the_level_of_the_function()
    {
        // Without --keys nobody needs one.
        Assert.Equal(HttpStatusCode.OK, (await _shared.Host.Http.GetAsync("/api/guarded")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _shared.Host.Http.GetAsync("/api/foradmins")).StatusCode);

        Dictionary<string, string> environment = _settings.Environment;
        (environment["FUNCTIONS_HOST_KEY"], environment["FUNCTIONS_MASTER_KEY"]) = ("host-key", "master-key");
        await using HostProcess host = await HostProcess.StartedAsync(environment, "--keys");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/api/items/1"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("/api/guarded"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("/api/guarded", "wrong"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/api/guarded", "host-key"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/api/guarded", "master-key"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/api/guarded?code=host-key"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("/api/foradmins", "host-key"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/api/foradmins", "master-key"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("/runtime/webhooks/durabletask/instances"));
        HttpResponseMessage started = await host.Http.PostAsJsonAsync("/api/start/Sum", new[] { 1 });
        JsonElement urls = await started.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True((await host.Http.GetAsync(urls.GetProperty("statusQueryGetUri").GetString())).IsSuccessStatusCode);

        async Task<HttpStatusCode> StatusAsync(string path, string? key = null)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, path);
            if (key is not null) request.Headers.Add("x-functions-key", key);
            return (await host.Http.SendAsync(request)).StatusCode;
        }
    }
}
