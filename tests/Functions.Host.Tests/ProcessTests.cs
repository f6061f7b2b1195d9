using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Functions.Host.Tests;

public sealed class ProcessTests
{
    [Fact]
    public async Task A_taken_port_is_named_with_what_to_do_and_the_exit_code_is_1()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        using var folder = new TempFolder();
        await using SampleProcess sample = SampleProcess.Start(folder, null, "--port", $"{port}");
        Assert.Equal(1, await sample.ExitAsync());
        Assert.Contains($"Port {port} is taken", sample.Error);
        Assert.Contains("--port", sample.Error);
        Assert.DoesNotContain("   at ", sample.Error + sample.Output);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_stop_signal_lets_what_runs_finish_and_ends_with_0(string signal)
    {
        using var folder = new TempFolder();
        await using SampleProcess sample = SampleProcess.Start(folder);
        await sample.ListeningAsync();
        Task<string> response = sample.Http.GetStringAsync("/api/Linger");
        await Eventually.TrueAsync(() => Task.FromResult(SampleProcess.ReadJournal(folder).Length > 0), "the request runs");
        await sample.SignalAsync(signal);
        Assert.Equal("left", await response);
        Assert.Equal(0, await sample.ExitAsync());
        Assert.Equal(["lingering", "left"], SampleProcess.ReadJournal(folder));
    }

    [Fact]
    public async Task A_killed_host_completes_the_orchestration_after_it_starts_again_and_repeats_no_finished_step()
    {
        const int steps = 12;
        using var folder = new TempFolder();
        string status;
        await using (SampleProcess first = SampleProcess.Start(folder))
        {
            await first.ListeningAsync();
            HttpResponseMessage started = await first.Http.PostAsync($"/api/start/{steps}", null);
            status = new Uri((await started.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("statusQueryGetUri").GetString()!).AbsolutePath;
            await Eventually.TrueAsync(() => Task.FromResult(SampleProcess.ReadJournal(folder).Length >= 4), "some steps are done");
            await first.SignalAsync("KILL");
            await first.ExitAsync();
        }
        int before = SampleProcess.ReadJournal(folder).Length;
        Assert.InRange(before, 4, steps - 1);

        await using SampleProcess second = SampleProcess.Start(folder);
        await second.ListeningAsync();
        await Eventually.TrueAsync(async () => (await second.Http.GetAsync(status)).StatusCode == HttpStatusCode.OK, "completion");
        Assert.Equal(steps, (await second.Http.GetFromJsonAsync<JsonElement>(status)).GetProperty("output").GetInt32());
        string[] journal = SampleProcess.ReadJournal(folder);
        Assert.Equal(Enumerable.Range(0, steps).Select(step => $"step {step}"), journal.Distinct());
        // At least once: the step that was under way at the kill may show twice, no other.
        Assert.InRange(journal.Length, steps, steps + 1);
    }

    [Fact]
    public async Task Values_of_local_settings_become_settings_and_environment_but_real_variables_win()
    {
        using var folder = new TempFolder();
        File.WriteAllText(Path.Combine(folder.Path, "local.settings.json"), """
            { "IsEncrypted": false, "Values": { "FROM_FILE": "file", "FROM_BOTH": "file" }, "Host": { "LocalHttpPort": 0 } }
            """);
        await using SampleProcess sample = SampleProcess.Start(folder, new Dictionary<string, string> { ["FROM_BOTH"] = "real" }, "--unused", "1");
        await sample.ListeningAsync();
        Assert.Equal("file file", await sample.Http.GetStringAsync("/api/setting/FROM_FILE"));
        Assert.Equal("real real", await sample.Http.GetStringAsync("/api/setting/FROM_BOTH"));
    }

    [Fact]
    public async Task Functions_are_listed_with_their_methods_and_addresses_or_triggers()
    {
        using var folder = new TempFolder();
        await using SampleProcess sample = SampleProcess.Start(folder);
        await sample.ListeningAsync();
        await Eventually.TrueAsync(() => Task.FromResult(sample.Output.Contains("Steps: ")), "the list");
        Assert.Contains($"\tSetting: [GET] {sample.Http.BaseAddress}api/setting/{{name}}", sample.Output);
        Assert.Contains("\tSteps: orchestrationTrigger", sample.Output);
        Assert.Contains("\tStep: activityTrigger", sample.Output);
    }
}
