using System.Net.Sockets;
using System.Text;
using ImageClassifier.Tracking.Configuration;
using Tracking.Tests.Support;

namespace Tracking.Tests.Security;

[Trait("Tier", "integration")]
public sealed class HostileTests : IAsyncLifetime
{
    // The server's data is one level down, so that what climbs out of it shows.
    private readonly LocalServer _server = new() { Options = new TrackingOptions { BodyGrace = TimeSpan.FromSeconds(1.5) } };

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Each_hostile_request_is_refused_and_leaves_nothing_behind()
    {
        var run = await _server.NewRunAsync();
        await _server.Client.EnsureRegisteredModelAsync("target", CancellationToken.None);
        var names = new Dictionary<string, string> { ["run"] = run.RunId, ["exp"] = run.ExperimentId, ["model"] = "target" };
        var before = await StateAsync(run.RunId);
        var requests = HostileRequests.All().ToList();
        Assert.True(requests.Count >= 200, $"{requests.Count} requests");

        var faults = new List<string>();
        foreach (var request in requests)
        {
            string answer = await RawRequest.SendAsync(_server.Http.BaseAddress!.Port, request.Bytes(names));
            string status = answer.Length > 12 ? answer[9..12] : answer;

            if (!status.StartsWith('4'))
                faults.Add($"{request.Method} {Short(request.Target)} {Short(request.Body ?? "")} -> {Short(answer)}");
            if (answer.Contains("root:x:0:0", StringComparison.Ordinal)) faults.Add($"{request.Target} read a file of the machine");
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.Equal(before, await StateAsync(run.RunId));
        Assert.Equal("OK", await _server.Http.GetStringAsync("/health"));
    }

    [Fact]
    public async Task A_body_that_trickles_in_is_cut_off()
    {
        using var limit = new CancellationTokenSource(Wait.Limit);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", _server.Http.BaseAddress!.Port, limit.Token);
        await socket.SendAsync(
            Encoding.ASCII.GetBytes(
                "POST /api/2.0/mlflow/experiments/create HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: "
                    + "application/json\r\nContent-Length: 1000\r\n\r\n{"),
            limit.Token);
        using var reader = new StreamReader(new NetworkStream(socket));

        Assert.StartsWith("HTTP/1.1 408", await reader.ReadLineAsync(limit.Token));
    }

    private static string Short(string text) => text.Length <= 200 ? text : text[..200];

    // All files and what the server says is there.
    private async Task<string> StateAsync(string runId)
    {
        var files = Directory.GetFileSystemEntries(_server.Folder, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(_server.Folder, path))
            .Where(path => !path.StartsWith("mlflow.db", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        var experiments = await _server.PostAsync("experiments/search", new { view_type = "ALL" });
        var run = await _server.GetAsync($"runs/get?run_id={runId}");
        var models = await _server.GetAsync("registered-models/get?name=target");
        return $"{string.Join('\n', files)}\n{experiments}\n{run}\n{models}";
    }
}
