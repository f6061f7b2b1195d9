using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Mlflow;
using ImageClassifier.Storage;
using ImageClassifier.Worker.Data;
using ImageClassifier.Worker.Jobs;
using ImageClassifier.Worker.Runtime;
using Worker.Tests.Support;
using static TorchSharp.torch;

namespace Worker.Tests.Jobs;

/// <summary>What cannot be trained is said in words, to the person and to whoever waits.</summary>
[Collection(nameof(Cloud))]
[Trait("Tier", "integration")]
public sealed class BadJobTests(Cloud cloud) : IDisposable
{
    private readonly StringWriter _said = new();
    private readonly TemporaryFolder _cache = new();

    public void Dispose() => _cache.Dispose();

    [Fact]
    public async Task AnUnknownJobIsNamed()
    {
        var error = await Assert.ThrowsAsync<WorkerException>(() => RunAsync("ffffffffffffffffffffffffffffffff"));

        Assert.Contains("jobs/ffffffffffffffffffffffffffffffff/job.json does not exist", error.Message);
    }

    [Fact]
    public async Task AJobThatContradictsItselfIsRefused()
    {
        TrainingJob job = await cloud.CreateJobAsync(TinyJob.Experiment with { BatchSize = 11 });
        await cloud.Storage.Blob(StorageLayout.Jobs, StorageLayout.JobBlob(job.Id))
            .WriteAsync(job with { Seed = 7 }, CancellationToken.None);

        var error = await Assert.ThrowsAsync<WorkerException>(() => RunAsync(job.Id));

        Assert.Contains("$.id", error.Message);
    }

    [Fact]
    public async Task ADamagedManifestFailsTheJob()
    {
        string digest = await cloud.StoreAsync(cloud.Manifest with { Seed = 43 });
        await cloud.Storage.Blob(StorageLayout.Manifests, StorageLayout.ManifestBlob(digest))
            .UploadAsync(BinaryData.FromString("{}"), overwrite: true);

        await FailsAsync(await cloud.CreateJobAsync(TinyJob.Experiment, digest), $"manifests/{digest}.json is damaged");
    }

    [Fact]
    public async Task AMissingManifestFailsTheJob() =>
        await FailsAsync(await cloud.CreateJobAsync(TinyJob.Experiment, new string('e', 64)), "does not exist");

    [Fact]
    public async Task AMissingPhotoFailsTheJobByItsUploadsName()
    {
        ManifestItem first = cloud.Manifest.Items[0];
        Manifest manifest =
            cloud.Manifest with { Items = [first with { Blob = "a/gone.jpg", Upload = "a/holiday.jpg" }, .. cloud.Manifest.Items.Skip(1)] };

        await FailsAsync(await cloud.CreateJobAsync(TinyJob.Experiment, await cloud.StoreAsync(manifest)), "a/holiday.jpg");
    }

    [Fact]
    public async Task APhotoThatIsNoneFailsTheJobByItsName()
    {
        await cloud.Storage.Blob(StorageLayout.Dataset, "a/text.jpg").UploadAsync(BinaryData.FromString("not a photo"), overwrite: true);
        Manifest manifest =
            cloud.Manifest with { Items = [cloud.Manifest.Items[0] with { Blob = "a/text.jpg" }, .. cloud.Manifest.Items.Skip(1)] };

        await FailsAsync(await cloud.CreateJobAsync(TinyJob.Experiment, await cloud.StoreAsync(manifest)),
            "dataset/a/text.jpg cannot be decoded");
    }

    [Fact]
    public async Task ARunThatDoesNotExistFailsTheJobBeforeItTrains()
    {
        TrainingJob job = await cloud.CreateJobAsync(TinyJob.Experiment with { BatchSize = 12 });
        job = job with { Tracking = new TrackingRun("0", "00000000000000000000000000000000") };
        await cloud.Storage.Blob(StorageLayout.Jobs, StorageLayout.JobBlob(job.Id)).WriteAsync(job, CancellationToken.None);

        await FailsAsync(job, "00000000000000000000000000000000");
        Assert.DoesNotContain("epoch 1/", _said.ToString());
    }

    [Fact]
    public async Task ATrackingServerThatIsAwayLosesNoEpoch()
    {
        TrainingJob job = await cloud.CreateJobAsync(TinyJob.Experiment with { BatchSize = 13 });
        var server = new FakeMlflow { RefusedRequests = 6 };

        Assert.Equal(ExitCode.Finished, await RunAsync(job.Id, server.CreateClient()));

        Assert.Contains("training goes on without the tracking server", _said.ToString());
        Assert.Equal(Enumerable.Range(1, 6).Select(step => (long)step), server.Points.Where(point => point.Key == "val_accuracy")
            .Select(point => point.Step));
        Assert.Equal("FINISHED", server.Status);
        Assert.Contains("model.safetensors", server.Artifacts.Keys);
    }

    private async Task FailsAsync(TrainingJob job, string expected)
    {
        await cloud.TakeEventsAsync(job);

        Assert.Equal(ExitCode.Failed, await RunAsync(job.Id));

        JobStatus status = await cloud.ReadStatusAsync(job);
        Assert.Equal(JobState.Failed, status.State);
        Assert.Contains(expected, status.Error);
        TrainingEvent news = Assert.Single(await cloud.TakeEventsAsync(job));
        Assert.Equal(TrainingEventKind.Failed, news.Kind);
        Assert.Equal(status.Error, news.Message);
        Assert.Contains(expected, _said.ToString());
        Assert.Null(await cloud.ReadResultAsync(job));
    }

    private Task<ExitCode> RunAsync(string job, MlflowClient? mlflow = null, Func<TorchRuntime>? runtime = null)
    {
        var output = new Output(_said, _said);
        var cache = new PhotoCache(new PhotoCacheOptions(_cache.Path, long.MaxValue), output, TimeProvider.System);
        return new JobRunner(cloud.Storage, mlflow ?? cloud.Mlflow, runtime
            ?? (() => new TorchRuntime(CPU, Threads: 1)), cache, TimeProvider.System, output)
            .RunAsync(job, CancellationToken.None);
    }
}
