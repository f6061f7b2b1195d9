using System.Text.RegularExpressions;
using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Queues.Models;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Json;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Imaging;
using ImageClassifier.Mlflow;
using ImageClassifier.Storage;
using ImageClassifier.Studies.Datasets;

namespace Worker.Tests.Support;

/// <summary>All that a worker talks to: a real Azurite with a dataset and a manifest, and a real tracking server.</summary>
public sealed partial class Cloud : IAsyncLifetime
{
    private readonly AzuriteServer _azurite = new();
    private readonly HttpClient _http = new();
    private readonly string _trackingData = Directory.CreateTempSubdirectory("tracking-").FullName;
    private ChildProcess? _tracking;

    public string Connection => _azurite.ConnectionString;

    public string TrackingUri { get; private set; } = "";

    public StorageAccount Storage { get; private set; } = null!;

    public MlflowClient Mlflow { get; private set; } = null!;

    public Manifest Manifest { get; private set; } = null!;

    public string ManifestDigest { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        await _azurite.InitializeAsync();
        Storage = new StorageAccount(Connection);
        await Storage.EnsureCreatedAsync(CancellationToken.None);
        _tracking = ChildProcess.Start("tracking.dll", new Dictionary<string, string?>(), "--port", "0", "--data", _trackingData);
        TrackingUri = Address().Match(await _tracking.WaitForLineAsync(line => Address().IsMatch(line))).Value;
        Mlflow = new MlflowClient(_http, new Uri(TrackingUri));
        await UploadDatasetAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _tracking?.Dispose();
        _http.Dispose();
        Directory.Delete(_trackingData, recursive: true);
        await _azurite.DisposeAsync();
    }

    /// <summary>A job with a run of its own, ready to be trained; what an earlier one of the same id left is removed.</summary>
    public async Task<TrainingJob> CreateJobAsync(Experiment experiment, string? manifestDigest = null)
    {
        MlflowRun run = await Mlflow.CreateRunAsync("0", experiment.Name, new Dictionary<string, string>(), DateTimeOffset.UtcNow,
            CancellationToken.None);
        TrainingJob job = TinyJob.Of(experiment, manifestDigest ?? ManifestDigest, run.RunId);
        foreach (string container in new[] { StorageLayout.Jobs, StorageLayout.Checkpoints, StorageLayout.Models })
        {
            await foreach (BlobItem blob in Storage.Container(container).GetBlobsAsync(new GetBlobsOptions { Prefix = job.Id + "/" }))
                await Storage.Blob(container, blob.Name).DeleteAsync();
        }
        await Storage.Blob(StorageLayout.Jobs, StorageLayout.JobBlob(job.Id)).WriteAsync(job, CancellationToken.None);
        return job;
    }

    internal ChildProcess StartWorker(string job, params string[] more) => ChildProcess.Start("worker.dll", new Dictionary<string, string?>
    {
        [StorageAccount.ConnectionSetting] = Connection,
        ["MLFLOW_TRACKING_URI"] = TrackingUri,
    }, ["run", "--job", job, "--device", "cpu", "--threads", "1", .. more]);

    public Task<TrainingResult?> ReadResultAsync(TrainingJob job) =>
        Storage.Blob(StorageLayout.Jobs, StorageLayout.ResultBlob(job.Id)).ReadAsync<TrainingResult>(CancellationToken.None);

    public async Task<JobStatus> ReadStatusAsync(TrainingJob job) =>
        (await Storage.Blob(StorageLayout.Jobs, StorageLayout.StatusBlob(job.Id)).ReadAsync<JobStatus>(CancellationToken.None))!;

    /// <summary>All events of a job, which are then gone.</summary>
    public async Task<IReadOnlyList<TrainingEvent>> TakeEventsAsync(TrainingJob job)
    {
        var events = new List<TrainingEvent>();
        while (true)
        {
            Response<QueueMessage[]> messages = await Storage.Queue(StorageLayout.TrainingEvents).ReceiveMessagesAsync(32);
            if (messages.Value.Length == 0) return [.. events.Where(item => item.JobId == job.Id)];
            foreach (QueueMessage message in messages.Value)
            {
                events.Add(message.Body.ToObjectFromJson<TrainingEvent>(CoreJson.Options)!);
                await Storage.Queue(StorageLayout.TrainingEvents).DeleteMessageAsync(message.MessageId, message.PopReceipt);
            }
        }
    }

    public async Task<byte[]> ReadModelAsync(TrainingJob job) =>
        (await Storage.Blob(StorageLayout.Models, StorageLayout.ModelWeightsBlob(job.Id)).DownloadContentAsync()).Value.Content.ToArray();

    /// <summary>Writes a manifest under its digest and returns that.</summary>
    public async Task<string> StoreAsync(Manifest manifest)
    {
        (byte[] bytes, string digest) = manifest.Serialize();
        await Storage.Blob(StorageLayout.Manifests, StorageLayout.ManifestBlob(digest))
            .UploadAsync(BinaryData.FromBytes(bytes), overwrite: true);
        return digest;
    }

    private async Task UploadDatasetAsync()
    {
        var normalizer = new PhotoNormalizer();
        var photos = new List<IngestedPhoto>();
        for (int kind = 0; kind < 3; kind++)
        {
            for (int number = 0; number < 10; number++)
            {
                string label = TinyJob.Classes[kind];
                NormalizedPhoto photo = ((NormalizationResult.Accepted)normalizer.Normalize(DrawnPhoto.Png(kind, number))).Photo;
                await Storage.Blob(StorageLayout.Dataset, StorageLayout.DatasetBlob(label, photo.Sha256))
                    .UploadAsync(BinaryData.FromBytes(photo.Jpeg), overwrite: true);
                photos.Add(new IngestedPhoto($"{label}/{number}.png", new ETag("0"), photo.Sha256, photo.PerceptualHash, photo.Width,
                    photo.Height));
            }
        }
        Manifest = ManifestBuilder.Build(photos, 0.3, seed: 42);
        ManifestDigest = await StoreAsync(Manifest);
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}

[CollectionDefinition(nameof(Cloud))]
public sealed class CloudCollection : ICollectionFixture<Cloud>;
