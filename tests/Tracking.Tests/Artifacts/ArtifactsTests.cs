using System.Net;
using System.Net.Sockets;
using System.Text;
using Tracking.Tests.Support;

namespace Tracking.Tests.Artifacts;

[Trait("Tier", "integration")]
public sealed class ArtifactsTests(LocalServer server) : IClassFixture<LocalServer>
{
    private const string Proxy = "/api/2.0/mlflow-artifacts/artifacts";

    [Fact]
    public Task Artifacts_come_back_as_they_were_sent() => ArtifactScenarios.RoundTripAsync(server);

    [Fact]
    public Task Any_name_that_MLflow_takes_is_one_here() => ArtifactScenarios.NamesAsync(server);

    [Fact]
    public Task A_folder_is_deleted_with_what_is_in_it() => ArtifactScenarios.DeleteAsync(server);

    [Fact]
    public Task A_model_may_be_larger_than_the_web_servers_usual_limit() => ArtifactScenarios.LargeAsync(server);

    [Fact]
    public async Task A_picture_is_sent_with_its_type_and_never_as_a_page()
    {
        var run = await server.NewRunAsync();
        await ArtifactScenarios.UploadAsync(server, run, "curves.svg", "<svg onload='alert(1)'/>");

        using var response = await server.Http.GetAsync($"/get-artifact?run_id={run.RunId}&path=curves.svg");

        Assert.Equal("image/svg+xml", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.StartsWith("sandbox", response.Headers.GetValues("Content-Security-Policy").Single());
    }

    [Fact]
    public async Task A_report_is_shown_in_a_frame_of_the_page_but_runs_no_script()
    {
        var run = await server.NewRunAsync();
        await ArtifactScenarios.UploadAsync(server, run, "report.html", "<script>alert(1)</script>");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/get-artifact?run_id={run.RunId}&path=report.html");
        request.Headers.Add("Sec-Fetch-Dest", "iframe");

        using var response = await server.Http.SendAsync(request);

        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
        Assert.Null(response.Content.Headers.ContentDisposition);
        string policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("sandbox; default-src 'none'; ", policy);
        Assert.EndsWith("frame-ancestors 'self'", policy);
    }

    [Fact]
    public async Task The_proxy_lists_by_name()
    {
        var run = await server.NewRunAsync();
        await ArtifactScenarios.UploadAsync(server, run, "m.json", "{}");

        string listing = await server.Http.GetStringAsync($"{Proxy}?path={run.ExperimentId}/{run.RunId}/artifacts");

        Assert.Equal("""{"files":[{"path":"m.json","is_dir":false,"file_size":2}]}""", listing);
    }

    [Theory]
    [InlineData("/../secret.txt")]
    [InlineData("/..%2fsecret.txt")]
    [InlineData("/%2e%2e/secret.txt")]
    [InlineData("/%2e%2e%2fsecret.txt")]
    [InlineData("/x/../../secret.txt")]
    [InlineData("/x/%2e%2e/%2e%2e/secret.txt")]
    [InlineData("/..%5csecret.txt")]
    [InlineData("/..\\secret.txt")]
    [InlineData("//etc/passwd")]
    [InlineData("/%2fetc%2fpasswd")]
    [InlineData("/x//y")]
    [InlineData("/./x")]
    [InlineData("/x/.")]
    [InlineData("/x%00.txt")]
    [InlineData("/x%0a.txt")]
    [InlineData("/C:/x")]
    [InlineData("/%ff.txt")]
    [InlineData("/%zz.txt")]
    public async Task A_path_with_another_spelling_is_refused_for_reading_and_writing(string path)
    {
        string secret = Path.Combine(server.Folder, "secret.txt");
        await File.WriteAllTextAsync(secret, "secret");

        string read = await RawAsync("GET", Proxy + path);
        string written = await RawAsync("PUT", Proxy + path, "stolen");
        string deleted = await RawAsync("DELETE", Proxy + path);

        Assert.All([read, written, deleted], answer => Assert.Matches(@"\AHTTP/1\.1 40[04] ", answer));
        Assert.DoesNotContain("secret\"", read);
        Assert.Equal("secret", await File.ReadAllTextAsync(secret));
    }

    [Theory]
    [InlineData("../../../../secret.txt")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../x")]
    [InlineData("")]
    public async Task A_query_that_leaves_the_run_is_refused(string path)
    {
        var run = await server.NewRunAsync();

        using var response = await server.Http.GetAsync($"/get-artifact?run_id={run.RunId}&path={Uri.EscapeDataString(path)}");

        Assert.True(response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound, $"{response.StatusCode}");
        Assert.Contains("error_code", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Escapes_are_decoded_once()
    {
        string answer = await RawAsync("PUT", $"{Proxy}/once/%252e%252e", "x");

        Assert.StartsWith("HTTP/1.1 200", answer);
        Assert.Equal(["%2e%2e"], Directory.GetFiles(Path.Combine(server.Folder, "artifacts", "once")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Half_an_upload_leaves_nothing()
    {
        using (var socket = await ConnectAsync())
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(
                $"PUT {Proxy}/half/model.bin HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n\r\n{new string('x', 1000)}"));
            await Wait.UntilAsync(() => Unfinished().Length == 1);
        }

        await Wait.UntilAsync(() => Unfinished().Length == 0);
        Assert.False(Directory.Exists(Path.Combine(server.Folder, "artifacts", "half")));

        string[] Unfinished() => Directory.GetFiles(Path.Combine(server.Folder, "unfinished"));
    }

    [Fact]
    public async Task A_file_cannot_be_a_folder_too()
    {
        Assert.StartsWith("HTTP/1.1 200", await RawAsync("PUT", $"{Proxy}/both/a", "x"));

        Assert.StartsWith("HTTP/1.1 400", await RawAsync("PUT", $"{Proxy}/both/a/b", "x"));
        Assert.StartsWith("HTTP/1.1 400", await RawAsync("PUT", $"{Proxy}/both", "x"));
    }

    [Fact]
    public async Task Artifacts_that_are_elsewhere_are_not_pretended_to_be_here()
    {
        // Another MLflow may have made such an experiment; this server does not.
        string id = await server.Client.GetOrCreateExperimentAsync("elsewhere", CancellationToken.None);
        await using (var database = new Microsoft.Data.Sqlite.SqliteConnection(
            $"Data Source={Path.Combine(server.Folder, "mlflow.db")};Pooling=False"))
        {
            await database.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = database.CreateCommand();
            command.CommandText = "UPDATE experiments SET artifact_location = 's3://bucket/x' WHERE name = 'elsewhere'";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
        var run = await server.NewRunAsync(experimentId: id);

        var answer = await server.GetAsync($"artifacts/list?run_id={run.RunId}", HttpStatusCode.BadRequest);

        Assert.Contains("s3://bucket/x", answer.GetProperty("message").GetString());
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, server.Http.BaseAddress!.Port);
        return socket;
    }

    // HttpClient would tidy the path before it leaves.
    private async Task<string> RawAsync(string method, string target, string body = "")
    {
        using var socket = await ConnectAsync();
        await socket.SendAsync(Encoding.ASCII.GetBytes(
            $"{method} {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
        using var reader = new StreamReader(new NetworkStream(socket));
        return await reader.ReadToEndAsync();
    }
}
