using System.Net;
using System.Net.Sockets;
using Host.Tests.Support;

namespace Host.Tests;

/// <summary>What our host says, and ends with, where it cannot start.</summary>
public sealed class StartProblemTests : IDisposable
{
    private readonly SharedHost _shared;
    private readonly string _folder;

    public StartProblemTests(SharedHost shared)
    {
        Programs.OursOnly();
        (_shared, _folder) = (shared, Directory.CreateTempSubdirectory("host-tests-").FullName);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(0, "Usage: dotnet functions-host.dll", "--help")]
    [InlineData(2, "--bogus is not an option", "--bogus")]
    [InlineData(2, "--port is \"x\"; give a number", "--port", "x")]
    [InlineData(2, "b is a second folder", "a", "b")]
    [InlineData(2, "host.json is missing: give the folder of a built functions app", "/nowhere")]
    public async Task The_command_line_is_checked(int code, string says, params string[] arguments) =>
        await EndsAsync(code, says, arguments);

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        Write("[]");
        await EndsAsync(3, $"Port {port} of 127.0.0.1 is in use", _folder, "--port", $"{port}");
    }

    [Fact]
    public async Task A_trigger_that_the_host_does_not_know_is_named_with_its_function()
    {
        Write("""[{ "name": "Nightly", "bindings": [{ "name": "timer", "direction": "In", "type": "timerTrigger" }] }]""");
        await EndsAsync(3, "Nightly has the binding timerTrigger (timer)", _folder);
    }

    [Fact]
    public async Task A_missing_storage_setting_is_named_with_its_function()
    {
        Write("""[{ "name": "Take", "bindings": [{ "name": "message", "type": "queueTrigger", "queueName": "q", "connection": "Elsewhere" }] }]""");
        await EndsAsync(3, "Take needs the setting Elsewhere, which is missing", _folder);
    }

    [Theory]
    [InlineData("{", "host.json is not JSON")]
    [InlineData("""{ "functionTimeout": "soon" }""", "functionTimeout of host.json is \"soon\"")]
    public async Task A_wrong_host_json_is_named(string hostJson, string says)
    {
        Write("[]", hostJson);
        await EndsAsync(2, says, _folder);
    }

    [Theory]
    [InlineData("""{ "IsEncrypted": true }""", "func settings decrypt")]
    [InlineData("""{ "Values": { "A": {} } }""", "Values.A of")]
    [InlineData("""{ "Host": { "LocalHttpPort": "x" } }""", "is x; it must be a number")]
    [InlineData("""{ "Host": { "CORS": "*", "CORSCredentials": true } }""", "name the origins that may send credentials")]
    public async Task Wrong_local_settings_are_named(string settings, string says)
    {
        Write("[]");
        File.WriteAllText(Path.Combine(_folder, "local.settings.json"), settings);
        await EndsAsync(2, says, _folder);
    }

    [Fact]
    public async Task An_app_that_ends_before_it_is_ready_ends_the_host()
    {
        Write("""[{ "name": "A", "bindings": [{ "name": "request", "direction": "In", "type": "httpTrigger", "authLevel": "Anonymous" }] }]""");
        await EndsAsync(1, "ended with code 5 before it was ready", _folder, "--port", "0");
    }

    [Fact]
    public async Task A_setting_that_a_trigger_names_must_exist()
    {
        using var settings = new TestSettings(_shared.Azurite);
        var environment = settings.Environment;
        environment.Remove("Queue");
        await using HostProcess host = HostProcess.Run(environment, Programs.App, "--port", "0");
        Assert.Equal(3, await host.ExitAsync());
        Assert.Contains("%Queue%", host.Output);
    }

    [Fact]
    public async Task Storage_that_refuses_the_key_is_said()
    {
        using var settings = new TestSettings(_shared.Azurite);
        var environment = settings.Environment;
        environment["AzureWebJobsStorage"] = environment["AzureWebJobsStorage"].Replace("AccountKey=", "AccountKey=AAAA");
        await using HostProcess host = HostProcess.Run(environment, Programs.App, "--port", "0");
        Assert.Equal(3, await host.ExitAsync());
        Assert.Contains("The triggers cannot start. Storage refuses:", host.Output);
    }

    [Fact]
    public async Task A_function_that_is_switched_off_is_left_out()
    {
        using var settings = new TestSettings(_shared.Azurite);
        var environment = new Dictionary<string, string>(settings.Environment) { ["AzureWebJobs.GetLatest.Disabled"] = "true" };
        await using HostProcess host = await HostProcess.StartedAsync(environment);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync("/api/items/latest")).StatusCode);
        Assert.Contains("GetLatest is disabled.", host.Output);
    }

    // An app whose program is a shell that ends at once.
    private void Write(string functions, string hostJson = """{ "version": "2.0" }""")
    {
        File.WriteAllText(Path.Combine(_folder, "host.json"), hostJson);
        File.WriteAllText(Path.Combine(_folder, "functions.metadata"), functions);
        File.WriteAllText(Path.Combine(_folder, "app.sh"), "exit 5");
        File.WriteAllText(
            Path.Combine(_folder, "worker.config.json"),
            """{ "description": { "defaultExecutablePath": "/bin/sh", "defaultWorkerPath": "app.sh" } }""");
    }

    private static async Task EndsAsync(int code, string says, params string[] arguments)
    {
        await using HostProcess host = HostProcess.Run(new Dictionary<string, string>(), arguments);
        Assert.Equal(code, await host.ExitAsync());
        await Wait.UntilAsync(() => host.Output.Contains(says), () => host.Output);
    }
}
