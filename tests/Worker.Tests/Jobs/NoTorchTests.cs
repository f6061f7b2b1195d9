using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Mlflow;
using ImageClassifier.Storage;
using Worker.Tests.Support;

namespace Worker.Tests.Jobs;

/// <summary>Where libtorch cannot be loaded no training works, however often it is tried: that is said at once, to the person and to
/// whoever waits.</summary>
[Collection(nameof(Cloud))]
[Trait("Tier", "integration")]
public sealed class NoTorchTests(Cloud cloud) : IDisposable
{
    private const int NoTorch = 4;

    private readonly BrokenWorker _broken = new();

    public void Dispose() => _broken.Dispose();

    [Fact]
    public async Task AJobFailsForGoodWithTheReason()
    {
        TrainingJob job = await cloud.CreateJobAsync(TinyJob.Experiment with { BatchSize = 14 });
        await cloud.TakeEventsAsync(job);

        using ChildProcess worker = ChildProcess.Start(_broken.Program, new Dictionary<string, string?>
        {
            [StorageAccount.ConnectionSetting] = cloud.Connection,
            ["MLFLOW_TRACKING_URI"] = cloud.TrackingUri,
        }, "run", "--job", job.Id);

        Assert.Equal(NoTorch, await worker.WaitForExitAsync());
        JobStatus status = await cloud.ReadStatusAsync(job);
        Assert.Equal((JobState.Failed, 1), (status.State, status.Attempt));
        Assert.StartsWith("libtorch cannot be loaded: ", status.Error);
        Assert.Contains("libLibTorchSharp.so: ", status.Error);
        TrainingEvent news = Assert.Single(await cloud.TakeEventsAsync(job));
        Assert.Equal((TrainingEventKind.Failed, status.Error), (news.Kind, news.Message));
        Assert.Equal(MlflowRunStatus.Failed, (await cloud.Mlflow.GetRunAsync(job.Tracking.RunId, CancellationToken.None)).Status);
    }

    [Theory]
    [InlineData("train")]
    [InlineData("lr-find")]
    [InlineData("augment-preview")]
    public async Task ACommandSaysSoInOneSentence(string command)
    {
        string experiment = Path.Combine(_broken.Folder, "experiment.json");
        await File.WriteAllTextAsync(experiment, """{ "name": "tiny" }""", TestContext.Current.CancellationToken);

        using ChildProcess worker = ChildProcess.Start(_broken.Program, new Dictionary<string, string?>(),
            command, "--data", _broken.Folder, "--experiment", experiment);

        Assert.Equal(NoTorch, await worker.WaitForExitAsync());
        Assert.StartsWith("libtorch cannot be loaded: ", worker.Said);
        Assert.DoesNotContain('\n', worker.Said);
        // Nor does TorchSharp try with copies of its own.
        Assert.False(Directory.Exists(Path.Combine(_broken.Folder, "cpu")));
    }
}
