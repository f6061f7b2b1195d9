using Azure.Storage.Blobs.Models;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Functions.Datasets;
using ImageClassifier.Functions.Ingestion;
using ImageClassifier.Imaging;
using ImageClassifier.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Functions.Tests.Support;

/// <summary>A real storage account with the containers of the app, and the parts of the app that need only that.</summary>
public sealed class StorageFixture : IAsyncLifetime
{
    private AzuriteServer? _azurite;

    public string ConnectionString => _azurite!.ConnectionString;

    public StorageAccount Storage { get; private set; } = null!;

    public RejectedUploads Rejected => new(Storage, TimeProvider.System);

    public DatasetReader Dataset => new(Storage, Rejected);

    public PhotoIngestor Ingestor(PhotoLimits? limits = null) => new(
        Storage, new PhotoNormalizer(limits), limits ?? new PhotoLimits(), Rejected, NullLogger<PhotoIngestor>.Instance);

    public async ValueTask InitializeAsync()
    {
        _azurite = await AzuriteServer.StartAsync();
        Storage = new StorageAccount(_azurite.ConnectionString);
        await Storage.EnsureCreatedAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_azurite is not null) await _azurite.DisposeAsync();
    }

    /// <summary>Empties every container.</summary>
    public async Task ClearAsync()
    {
        foreach (string container in StorageLayout.Containers)
            foreach (string name in await ListAsync(container))
                await Storage.Blob(container, name).DeleteAsync();
    }

    public async Task<List<string>> ListAsync(string container)
    {
        var names = new List<string>();
        await foreach (BlobItem blob in Storage.Container(container).GetBlobsAsync()) names.Add(blob.Name);
        return names;
    }

    public Task UploadAsync(string path, byte[] content) =>
        Storage.Blob(StorageLayout.Uploads, path).UploadAsync(BinaryData.FromBytes(content), overwrite: true);

    /// <summary>Every blob with its content, metadata included: what "nothing has changed" is about.</summary>
    public async Task<SortedDictionary<string, string>> SnapshotAsync()
    {
        var snapshot = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string container in StorageLayout.Containers)
        {
            await foreach (BlobItem blob in Storage.Container(container)
                .GetBlobsAsync(new GetBlobsOptions { Traits = BlobTraits.Metadata }))
            {
                string metadata = string.Join(";", blob.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                    .Select(pair => $"{pair.Key}={pair.Value}"));
                snapshot[$"{container}/{blob.Name}"] = $"{Convert.ToHexStringLower(blob.Properties.ContentHash)} {metadata}";
            }
        }
        return snapshot;
    }

    /// <summary>Puts photos there as if they had been ingested.</summary>
    public async Task IngestAsync(string label, int count, int firstSeed)
    {
        PhotoIngestor ingestor = Ingestor();
        foreach (int i in Enumerable.Range(0, count))
        {
            await UploadAsync($"{label}/{i}.jpg", TestPhotos.Jpeg(firstSeed + i));
            Assert.Equal(IngestionOutcome.Accepted, await ingestor.IngestAsync($"{label}/{i}.jpg", CancellationToken.None));
        }
    }

    public async Task<RejectedUpload> ReasonAsync(string path) =>
        await Storage.Blob(StorageLayout.Rejected, StorageLayout.ReasonBlob(path)).ReadAsync<RejectedUpload>(CancellationToken.None)
            ?? throw new InvalidOperationException($"{path} has no reason.");
}
