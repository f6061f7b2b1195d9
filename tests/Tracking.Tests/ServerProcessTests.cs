using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using ImageClassifier.Mlflow;
using ImageClassifier.Tracking.Database;
using Tracking.Tests.Support;

namespace Tracking.Tests;

/// <summary>The program as a person starts it.</summary>
[Trait("Tier", "integration")]
public sealed class ServerProcessTests : IDisposable
{
    private static readonly Dictionary<string, string> None = [];
    private readonly string _data = Directory.CreateTempSubdirectory("tracking-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task A_killed_server_has_every_write_that_it_answered()
    {
        string runId;
        var acknowledged = new List<MlflowMetric>();
        using (var server = await StartedServer.StartAsync(_data))
        {
            var run = await server.Client.CreateRunAsync("0", "killed", None, DateTimeOffset.UtcNow, CancellationToken.None);
            runId = run.RunId;
            await server.Client.UploadArtifactAsync(run, "a.txt", new MemoryStream("kept"u8.ToArray()), CancellationToken.None);
            var enough = new TaskCompletionSource();
            var logging = Task.Run(async () =>
            {
                try
                {
                    for (int step = 1; ; step++)
                    {
                        // Not through the client, which would wait for the server to come back.
                        var point = new { run_id = runId, key = "m", value = step, timestamp = step, step };
                        using var answer = await server.Http.PostAsJsonAsync(new Uri(server.Uri, "/api/2.0/mlflow/runs/log-metric"), point);
                        if (answer.IsSuccessStatusCode)
                            acknowledged.Add(new("m", step, DateTimeOffset.FromUnixTimeMilliseconds(step), step));
                        if (acknowledged.Count == 50) enough.TrySetResult();
                    }
                }
                catch (HttpRequestException)
                {
                    // The server is gone, as it should be.
                }
            });
            await enough.Task.WaitAsync(Wait.Limit);
            server.Kill();
            await logging.WaitAsync(Wait.Limit);
        }

        using var again = await StartedServer.StartAsync(_data);
        var history = await again.Client.GetMetricHistoryAsync(runId, "m", CancellationToken.None);
        Assert.Equal(acknowledged, history.Take(acknowledged.Count));
        var kept = await again.Client.GetRunAsync(runId, CancellationToken.None);
        Assert.Equal("a.txt", Assert.Single(await again.Client.ListArtifactsAsync(kept.RunId, null, CancellationToken.None)).Path);
    }

    [Fact]
    public async Task A_polite_stop_is_a_clean_exit_and_the_next_start_goes_on()
    {
        string runId;
        using (var server = await StartedServer.StartAsync(_data))
        {
            runId = (await server.Client.CreateRunAsync("0", "kept", None, DateTimeOffset.UtcNow, CancellationToken.None)).RunId;
            Assert.Equal(0, await server.TerminateAsync());
        }

        using var again = await StartedServer.StartAsync(_data);
        Assert.Equal("kept", (await again.Client.GetRunAsync(runId, CancellationToken.None)).Name);
    }

    [Fact]
    public async Task A_taken_port_is_named_with_what_to_do()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var (code, output, errors) = await StartedServer.RunAsync("--port", $"{port}", "--data", _data);

        Assert.Equal((1, ""), (code, output));
        Assert.Equal($"Port {port} on 127.0.0.1 is taken. Stop the program that uses it, or choose another port with --port.",
            errors.Trim());
    }

    [Fact]
    public async Task Two_servers_do_not_share_a_folder()
    {
        using var first = await StartedServer.StartAsync(_data);

        var (code, _, errors) = await StartedServer.RunAsync("--port", "0", "--data", _data);

        Assert.Equal(1, code);
        Assert.Contains($"{_data} is in use by another tracking server", errors);
    }

    [Theory]
    [InlineData("--port 70000", "--port must be between 0 and 65535")]
    [InlineData("--host example.org", "--host example.org is not an address")]
    [InlineData("--artifacts-container mlflow", "AzureWebJobsStorage")]
    [InlineData("--colour red", "--colour")]
    public async Task A_wrong_option_is_an_error_that_names_it(string arguments, string reason)
    {
        var (code, _, errors) = await StartedServer.RunAsync([.. arguments.Split(' '), "--data", _data]);

        Assert.Equal(1, code);
        Assert.Contains(reason, errors);
    }

    [Theory]
    [InlineData("Kestrel__Endpoints__Http__Url", "http://127.0.0.1:1")]
    [InlineData("Kestrel__Endpoints__Https__Url", "https://localhost:1")]
    [InlineData("ASPNETCORE_URLS", "http://127.0.0.1:1")]
    [InlineData("ASPNETCORE_HTTP_PORTS", "1")]
    [InlineData("DOTNET_URLS", "http://127.0.0.1:1")]
    [InlineData("ASPNETCORE_HOSTINGSTARTUPASSEMBLIES", "Nothing.Of.That.Name")]
    [InlineData("AllowedHosts", "example.org")]
    [InlineData("Logging__LogLevel__Default", "Trace")]
    public async Task Settings_of_another_web_application_change_nothing(string name, string value)
    {
        using var server = await StartedServer.StartAsync(_data, new Dictionary<string, string> { [name] = value });

        Assert.Equal("OK", await server.Http.GetStringAsync(new Uri(server.Uri, "/health")));
        Assert.Equal(0, await server.TerminateAsync());
        Assert.Equal("", await server.ErrorsAsync());
    }

    [Fact]
    public async Task A_settings_file_in_the_working_folder_changes_nothing()
    {
        string folder = Directory.CreateDirectory(Path.Combine(_data, "work")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(folder, "appsettings.json"),
            """{ "Kestrel": { "Endpoints": { "Https": { "Url": "https://localhost:1" } } }, "AllowedHosts": "example.org" }""");

        using var server = await StartedServer.StartAsync(_data, workingFolder: folder);

        Assert.Equal("OK", await server.Http.GetStringAsync(new Uri(server.Uri, "/health")));
    }

    [Theory]
    [InlineData("overwritten")]
    [InlineData("truncated")]
    [InlineData("a page of zeros")]
    public async Task A_damaged_database_is_named_with_what_to_do_and_left_as_it_is(string damage)
    {
        string file = Path.Combine(_data, "mlflow.db");
        TrackingDatabase.Open(file).Dispose();
        byte[] bytes = await File.ReadAllBytesAsync(file);
        switch (damage)
        {
            case "overwritten": bytes = [.. "<html>not a database</html>"u8, .. new byte[4096]]; break;
            case "truncated": bytes = bytes[..(bytes.Length / 2)]; break;
            default: bytes.AsSpan(4096 * 3, 4096).Clear(); break;
        }
        await File.WriteAllBytesAsync(file, bytes);

        var (code, output, errors) = await StartedServer.RunAsync("--port", "0", "--data", _data);

        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith($"The tracking server cannot start: {file} is damaged (", errors);
        Assert.Contains("restore a copy of the file, or move it away", errors);
        Assert.Single(errors.Trim().Split('\n'));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(file));
    }

    [Fact]
    public async Task Help_explains_every_option()
    {
        var (code, output, _) = await StartedServer.RunAsync("--help");

        Assert.Equal(0, code);
        Assert.All(["--port", "--host", "--data", "--artifacts-container"], option => Assert.Contains(option, output));
    }
}
