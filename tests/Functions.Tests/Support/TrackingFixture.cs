using System.Diagnostics;
using System.Text.RegularExpressions;
using ImageClassifier.Mlflow;

namespace Functions.Tests.Support;

/// <summary>A real storage account and a real tracking server.</summary>
public sealed partial class TrackingFixture : IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("tracking-").FullName;
    private ChildProcess? _server;

    public StorageFixture Storage { get; } = new();

    public Uri TrackingUri { get; private set; } = null!;

    public MlflowClient Tracking { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Storage.InitializeAsync();
        _server = new ChildProcess(new ProcessStartInfo("dotnet", [Programs.Tracking, "--port", "0", "--data", _data]),
            new Dictionary<string, string?>());
        TrackingUri = new Uri((await _server.SaysAsync(Address())).Groups["address"].Value);
        Tracking = MlflowClient.FromEnvironment(TrackingUri);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        await Storage.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    [GeneratedRegex(@"Tracking server: (?<address>http://127\.0\.0\.1:\d+)")]
    private static partial Regex Address();
}
