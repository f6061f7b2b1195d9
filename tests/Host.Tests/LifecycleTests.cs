using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Host.Tests.Support;
using Shared;

namespace Host.Tests;

/// <summary>How our host starts, stops, and survives what goes wrong around it.</summary>
public sealed class LifecycleTests(SharedHost shared) : IDisposable
{
    private readonly TestSettings _settings = new(shared.Azurite);

    public void Dispose() => _settings.Dispose();

    [Fact]
    public async Task Functions_are_listed_with_the_address_when_they_answer()
    {
        Assert.SkipWhen(Programs.IsFunc, "func words its list in its own way.");
        string address = shared.Host.Http.BaseAddress!.GetLeftPart(UriPartial.Authority);
        Assert.Contains($"GetItem: [GET] {address}/api/items/{{id:int}}", shared.Host.Output);
        Assert.Contains("\tTakePhoto: blobTrigger", shared.Host.Output);
        Assert.Contains("\tSum: orchestrationTrigger", shared.Host.Output);
        Assert.True(shared.Host.Output.IndexOf("Functions:", StringComparison.Ordinal) < shared.Host.Output.IndexOf("Host started.", StringComparison.Ordinal));
        await shared.Host.SaysAsync("The app says hello.");
    }

    [Fact]
    public async Task What_functions_log_and_write_is_shown_at_the_levels_of_host_json()
    {
        await shared.Host.Http.GetAsync("/api/quiet/silence");
        await shared.Host.Http.GetAsync("/api/log/noise");
        await shared.Host.SaysAsync("Information of noise");
        await shared.Host.SaysAsync("Console of noise");
        Assert.DoesNotContain("Information of silence", shared.Host.Output);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_stops_host_and_app_in_order(string signal)
    {
        await using HostProcess host = await HostProcess.StartedAsync(_settings.Environment);
        int app = await host.AppIdAsync();
        Assert.Equal(0, (await host.StopAsync(signal)).Code);
        Assert.False(Lives(app));
    }

    [Fact]
    public async Task Without_storage_it_serves_http_waits_with_the_triggers_and_goes_on_when_storage_is_there()
    {
        await using AzuriteServer azurite = await AzuriteServer.StartAsync();
        using var settings = new TestSettings(azurite);
        await azurite.StopAsync();
        await using HostProcess host = await HostProcess.ListeningAsync(settings.Environment);
        await host.SaysAsync("cannot be reached");
        Assert.Equal("item 1", await host.Http.GetStringAsync("/api/items/1"));

        await azurite.InitializeAsync();
        await host.SaysAsync("Host started.");
        await UploadAsync(settings, "first");
        await settings.WroteAsync("photo first", 1, () => host.Output);
        Assert.Single(Regex.Matches(host.Output, "cannot be reached"));

        // An outage while it runs.
        await azurite.StopAsync();
        await Wait.UntilAsync(() => Regex.Count(host.Output, "cannot be reached") == 2, () => host.Output);
        await azurite.InitializeAsync();
        await UploadAsync(settings, "second");
        await settings.WroteAsync("photo second", 1, () => host.Output);
        Assert.Equal("\"14\"", await SumAsync(host));

        // And one in which it is told to stop.
        await azurite.StopAsync();
        (int code, TimeSpan took) = await host.StopAsync();
        Assert.Equal(0, code);
        Assert.True(took < TimeSpan.FromSeconds(10), $"It took {took}.");
    }

    [Fact]
    public async Task An_app_that_crashes_is_started_again_and_requests_wait_for_it()
    {
        await using HostProcess host = await HostProcess.StartedAsync(_settings.Environment);
        int first = await host.AppIdAsync();
        HttpResponseMessage crash = await host.Http.PostAsync("/api/crash", null);
        Assert.False(crash.IsSuccessStatusCode);
        Assert.NotEqual(first, await host.AppIdAsync());
        await host.SaysAsync($"The app's process {first} ended with code 7");
    }

    [Fact]
    public async Task An_orchestration_outlives_crashes_of_the_app()
    {
        await using HostProcess host = await HostProcess.StartedAsync(_settings.Environment);
        string id = await StartStepsAsync(host, 4);
        await _settings.WroteAsync("end 2", 1);
        await host.Http.PostAsync("/api/crash", null);
        await DoneAsync(host, id, "\"4\"");
        Assert.Single(_settings.Journal, "end 1");
    }

    [Fact]
    public async Task The_app_dies_with_its_host_and_the_next_host_completes_the_orchestration()
    {
        await using HostProcess killed = await HostProcess.StartedAsync(_settings.Environment);
        int app = await killed.AppIdAsync();
        string id = await StartStepsAsync(killed, 4);
        await _settings.WroteAsync("begin 2", 1);
        await killed.KillAsync();
        await Wait.UntilAsync(() => !Lives(app), () => $"The app's process {app} lives on.");

        long start = Stopwatch.GetTimestamp();
        await using HostProcess next = await HostProcess.StartedAsync(_settings.Environment);
        await DoneAsync(next, id, "\"4\"");
        TestContext.Current.TestOutputHelper?.WriteLine($"Recovered in {Stopwatch.GetElapsedTime(start)}.");
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(30), $"It took {Stopwatch.GetElapsedTime(start)}.");
        // What had ended does not run again; the step under way may.
        Assert.Equal(4, _settings.Journal.Where(line => line.StartsWith("end", StringComparison.Ordinal)).Distinct().Count());
        Assert.Single(_settings.Journal, "begin 1");
    }

    [Fact]
    public async Task A_blob_whose_host_died_runs_again_and_one_that_was_done_does_not()
    {
        await using HostProcess killed = await HostProcess.StartedAsync(_settings.Environment);
        await UploadAsync(_settings, "done");
        await _settings.WroteAsync("photo done", 1, () => killed.Output);
        await killed.SaysAsync("Executed 'Functions.TakePhoto' (Succeeded");
        await killed.KillAsync();
        await UploadAsync(_settings, "later");
        await using HostProcess next = await HostProcess.StartedAsync(_settings.Environment);
        await _settings.WroteAsync("photo later", 1, () => next.Output);
        Assert.Single(_settings.Journal, line => line.StartsWith("photo done", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_function_that_takes_too_long_costs_the_app_its_process()
    {
        var environment = new Dictionary<string, string>(_settings.Environment) { ["AzureFunctionsJobHost__functionTimeout"] = "00:00:01" };
        await using HostProcess host = await HostProcess.StartedAsync(environment);
        int first = await host.AppIdAsync();
        Assert.False((await host.Http.GetAsync("/api/stuck")).IsSuccessStatusCode);
        await host.SaysAsync("Functions.Stuck took longer than functionTimeout of host.json, 00:00:01");
        Assert.NotEqual(first, await host.AppIdAsync());
    }

    [Fact]
    public async Task Keys_are_asked_for_by_the_level_of_the_function()
    {
        // Without --keys nobody needs one.
        Assert.Equal(HttpStatusCode.OK, (await shared.Host.Http.GetAsync("/api/guarded")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await shared.Host.Http.GetAsync("/api/foradmins")).StatusCode);

        var environment = new Dictionary<string, string>(_settings.Environment) { ["FUNCTIONS_HOST_KEY"] = "host-key", ["FUNCTIONS_MASTER_KEY"] = "master-key" };
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

    private static async Task UploadAsync(TestSettings settings, string label)
    {
        await settings.Uploads.CreateIfNotExistsAsync();
        await settings.Uploads.UploadBlobAsync($"{label}/a.jpg", new BinaryData("x"));
    }

    private static async Task<string> SumAsync(HostProcess host)
    {
        string id = await StartAsync(host, "Sum", 1, 2, 3);
        return await Wait.ForAsync(async () => (await ResultAsync(host, id)).GetProperty("output").GetString() is { } output ? $"\"{output}\"" : null, () => host.Output);
    }

    private static Task<string> StartStepsAsync(HostProcess host, int count) => StartAsync(host, "Steps", [.. Enumerable.Range(1, count)]);

    private static async Task<string> StartAsync(HostProcess host, string name, params int[] input)
    {
        HttpResponseMessage answer = await host.Http.PostAsJsonAsync($"/api/start/{name}", input);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    private static Task DoneAsync(HostProcess host, string id, string output) =>
        Wait.UntilAsync(async () => (await ResultAsync(host, id)).GetProperty("output").GetRawText() == output, () => host.Output);

    private static async Task<JsonElement> ResultAsync(HostProcess host, string id)
    {
        HttpResponseMessage answer = await host.Http.GetAsync($"/api/result/{id}");
        return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<JsonElement>() : JsonElement.Parse("""{ "output": null }""");
    }

    private static bool Lives(int processId)
    {
        try
        {
            using Process process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
