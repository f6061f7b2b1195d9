using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Queues;
using ImageClassifier.Contracts.Storage;

namespace ImageClassifier.Storage;

/// <summary>The blobs and queues of one storage account, by the names of <see cref="StorageLayout"/>.</summary>
public sealed class StorageAccount
{
    /// <summary>Environment variable and setting that hold the connection string.</summary>
    public const string ConnectionSetting = "AzureWebJobsStorage";

    private readonly BlobServiceClient _blobs;
    private readonly QueueServiceClient _queues;

    public StorageAccount(string connectionString)
    {
        // A listing has names with slashes at their ends as they are; trimmed, they would be those of other blobs.
        _blobs = new BlobServiceClient(connectionString, new BlobClientOptions { TrimBlobNameSlashes = false });
        // Functions queue triggers expect Base64, the host's default.
        _queues = new QueueServiceClient(connectionString, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
    }

    public BlobContainerClient Container(string name) => _blobs.GetBlobContainerClient(name);

    public BlobClient Blob(string container, string name) => Container(container).GetBlobClient(name);

    public QueueClient Queue(string name) => _queues.GetQueueClient(name);

    /// <summary>Makes the containers and queues that do not exist yet.</summary>
    public async Task EnsureCreatedAsync(CancellationToken cancellation)
    {
        await Task.WhenAll(
        [
            .. StorageLayout.Containers.Select(name =>
                Container(name).CreateIfNotExistsAsync(PublicAccessType.None, cancellationToken: cancellation)),
            .. StorageLayout.Queues.Select(name => Queue(name).CreateIfNotExistsAsync(cancellationToken: cancellation)),
        ]);
    }
}
