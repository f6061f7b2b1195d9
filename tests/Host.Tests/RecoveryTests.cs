using System.Diagnostics;
using Host.Tests.Support;

namespace Host.Tests;

/// <summary>Processes that die: the app's, the host's, both.</summary>
public sealed class RecoveryTests : IDisposable
{
    private readonly TestSettings _settings;

    public RecoveryTests(SharedHost shared)
    {
        Programs.OursOnly();
        _settings = new TestSettings(shared.Azurite);
    }

    public void Dispose() => _settings.Dispose();

    [Fact]
    public async Task An_app_that_crashes_is_started_again_and_requests_wait_for_it()
    {
        await using HostProcess host = await HostProcess.StartedAsync(_settings.Environment);
        int first = await host.AppIdAsync();
        // It lives on, and holds the console that it got from the app.
        using Process child =
            Process.GetProcessById(int.Parse(await (await host.Http.PostAsync("/api/child", null)).Content.ReadAsStringAsync()));
        HttpResponseMessage crash = await host.Http.PostAsync("/api/crash", null);
        Assert.False(crash.IsSuccessStatusCode);
        Assert.NotEqual(first, await host.AppIdAsync());
        await host.SaysAsync($"The app's process {first} ended with code 7");
        Assert.False(child.HasExited);
        Assert.Equal(0, await host.StopAsync());
        child.Kill();
    }

    [Fact]
    public async Task An_orchestration_outlives_crashes_of_the_app()
    {
        await using HostProcess host = await HostProcess.StartedAsync(_settings.Environment);
        string id = await host.StartAsync("Steps", 1, 2, 3, 4);
        await _settings.WroteAsync("end 2", 1);
        await host.Http.PostAsync("/api/crash", null);
        Assert.Equal("4", await host.OutputAsync(id));
        Assert.Single(_settings.Journal, "end 1");
    }

    [Fact]
    public async Task The_app_dies_with_its_host_and_the_next_host_completes_the_orchestration()
    {
        await using HostProcess killed = await HostProcess.StartedAsync(_settings.Environment);
        int app = await killed.AppIdAsync();
        string id = await killed.StartAsync("Steps", 1, 2, 3, 4);
        await _settings.WroteAsync("begin 2", 1);
        await killed.KillAsync();
        await Wait.UntilAsync(() => !HostProcess.Lives(app), () => $"The app's process {app} lives on.");

        await using HostProcess next = await HostProcess.StartedAsync(_settings.Environment);
        Assert.Equal("4", await next.OutputAsync(id));
        // What had ended does not run again; the step under way may.
        Assert.Equal(4, _settings.Journal.Where(line => line.StartsWith("end", StringComparison.Ordinal)).Distinct().Count());
        Assert.Single(_settings.Journal, "begin 1");
    }

    [Fact]
    public async Task A_blob_whose_host_died_runs_again_and_one_that_was_done_does_not()
    {
        await using HostProcess killed = await HostProcess.StartedAsync(_settings.Environment);
        await _settings.UploadAsync("done");
        await _settings.WroteAsync("photo done", 1, () => killed.Output);
        await killed.SaysAsync("Executed 'Functions.TakePhoto' (Succeeded");
        await killed.KillAsync();
        await _settings.UploadAsync("later");
        await using HostProcess next = await HostProcess.StartedAsync(_settings.Environment);
        await _settings.WroteAsync("photo later", 1, () => next.Output);
        Assert.Single(_settings.Journal, line => line.StartsWith("photo done", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_function_that_takes_too_long_costs_the_app_its_process()
    {
        var environment = new Dictionary<string, string>(_settings.Environment) { ["AzureFunctionsJobHost__functionTimeout"] = "00:00:05" };
        await using HostProcess host = await HostProcess.StartedAsync(environment);
        int first = await host.AppIdAsync();
        Assert.False((await host.Http.GetAsync("/api/stuck")).IsSuccessStatusCode);
        await host.SaysAsync("Functions.Stuck took longer than functionTimeout of host.json, 00:00:05");
        Assert.NotEqual(first, await host.AppIdAsync());
    }
}
