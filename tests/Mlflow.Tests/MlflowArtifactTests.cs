using System.Net;
using ImageClassifier.Mlflow;

namespace Mlflow.Tests;

public sealed class MlflowArtifactTests
{
    private readonly ScriptedServer _server = new();

    [Theory]
    [InlineData("http://t:5000", "mlflow-artifacts:/1/r/artifacts",
        "http://t:5000/api/2.0/mlflow-artifacts/artifacts/1/r/artifacts/a%20b/%C3%A9%23.svg")]
    [InlineData("http://t:5000/pre", "mlflow-artifacts:/1/r/artifacts",
        "http://t:5000/pre/api/2.0/mlflow-artifacts/artifacts/1/r/artifacts/a%20b/%C3%A9%23.svg")]
    [InlineData("https://t", "mlflow-artifacts:/", "https://t/api/2.0/mlflow-artifacts/artifacts/a%20b/%C3%A9%23.svg")]
    [InlineData("https://t", "mlflow-artifacts://store:5001/r",
        "https://store:5001/api/2.0/mlflow-artifacts/artifacts/r/a%20b/%C3%A9%23.svg")]
    [InlineData("http://t", "http://o:1/api/2.0/mlflow-artifacts/artifacts/x",
        "http://o:1/api/2.0/mlflow-artifacts/artifacts/x/a%20b/%C3%A9%23.svg")]
    public void An_artifact_is_where_mlflow_looks_for_it(string tracking, string root, string expected) =>
        Assert.Equal(expected, MlflowArtifactUri.Resolve(new Uri(tracking), root, "a b/é#.svg", "Test"));

    [Theory]
    [InlineData("../x")]
    [InlineData("/x")]
    [InlineData("a//b")]
    [InlineData("a\\b")]
    [InlineData("")]
    public void A_path_that_leaves_the_run_is_refused(string path) =>
        Assert.Throws<MlflowException>(() => MlflowArtifactUri.Resolve(new Uri("http://t"), "mlflow-artifacts:/1", path, "Test"));

    [Theory]
    [InlineData("s3://bucket/1")]
    [InlineData("/mlruns/1")]
    public void Artifacts_that_the_server_does_not_serve_are_refused_with_the_reason(string root)
    {
        var error = Assert.Throws<MlflowException>(() => MlflowArtifactUri.Resolve(new Uri("http://t"), root, "x", "Test"));

        Assert.Contains(root, error.Message);
        Assert.Contains("--serve-artifacts", error.Message);
    }

    [Fact]
    public async Task A_failed_upload_is_sent_again_from_the_start_and_leaves_the_stream_open()
    {
        using var content = new MemoryStream("xxhello"u8.ToArray()) { Position = 2 };
        _server.Answer("", HttpStatusCode.BadGateway).Answer("{}");

        await _server.Client().UploadArtifactAsync(Run(), "a.txt", content, CancellationToken.None);

        Assert.Equal(["hello", "hello"], _server.Requests.Select(request => request.Body));
        Assert.True(content.CanRead);
    }

    [Fact]
    public async Task A_stream_that_cannot_be_rewound_is_sent_whole_too()
    {
        using var content = new ForwardOnly("hello"u8.ToArray());
        _server.Answer("", HttpStatusCode.BadGateway).Answer("{}");

        await _server.Client().UploadArtifactAsync(Run(), "a.txt", content, CancellationToken.None);

        Assert.Equal(["hello", "hello"], _server.Requests.Select(request => request.Body));
    }

    [Fact]
    public async Task Folders_have_no_size()
    {
        _server.Answer(
            """{"root_uri": "x", "files": [{"path": "plots", "is_dir": true}, {"path": "m.json", "is_dir": false, "file_size": "12"}]}""");

        var artifacts = await _server.Client().ListArtifactsAsync("r", null, CancellationToken.None);

        Assert.Equal([new MlflowArtifact("plots", true, null), new MlflowArtifact("m.json", false, 12)], artifacts);
    }

    private static MlflowRun Run() => new()
    {
        RunId = "r",
        ExperimentId = "1",
        Name = "n",
        Status = MlflowRunStatus.Running,
        StartTime = DateTimeOffset.UnixEpoch,
        ArtifactUri = "mlflow-artifacts:/1/r/artifacts",
        LifecycleStage = "active",
        Parameters = new Dictionary<string, string>(),
        Metrics = new Dictionary<string, double>(),
        Tags = new Dictionary<string, string>(),
    };

    private sealed class ForwardOnly(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
