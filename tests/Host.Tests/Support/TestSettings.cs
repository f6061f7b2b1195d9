using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace Host.Tests.Support;

/// <summary>Names of its own for each host that a test starts, so that they can share one storage, and the journal of its
/// functions.</summary>
public sealed class TestSettings(AzuriteServer azurite) : IDisposable
{
    private readonly string _id = $"t{Guid.NewGuid():N}"[..16];
    private readonly string _folder = Directory.CreateTempSubdirectory("host-tests-").FullName;

    /// <summary>The environment of the host.</summary>
    public Dictionary<string, string> Environment => new()
    {
        ["AzureWebJobsStorage"] = azurite.ConnectionString,
        ["AzureFunctionsWebHost__hostid"] = _id,
        ["AzureFunctionsJobHost__extensions__durableTask__hubName"] = _id,
        ["Uploads"] = _id,
        ["Queue"] = _id,
        ["JOURNAL"] = JournalPath,
    };

    public string HostId => _id;

    public BlobContainerClient Uploads => Container(_id);

    public BlobContainerClient Texts => Container($"{_id}-texts");

    public string[] Journal => File.Exists(JournalPath) ? File.ReadAllLines(JournalPath) : [];

    private string JournalPath => Path.Combine(_folder, "journal.txt");

    public BlobContainerClient Container(string name) => new(azurite.ConnectionString, name);

    /// <summary>The queue of the app whose name ends so.</summary>
    public QueueClient Queue(string suffix = "") => StorageQueue($"{_id}{suffix}");

    public QueueClient StorageQueue(string name) =>
        new(azurite.ConnectionString, name, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });

    /// <summary>Uploads a photo of this label; makes the container if it is not there yet.</summary>
    public async Task UploadAsync(string label)
    {
        await Uploads.CreateIfNotExistsAsync();
        await Uploads.UploadBlobAsync($"{label}/a.jpg", new BinaryData("x"));
    }

    /// <summary>Waits until the functions have written as many lines that begin so, and returns them.</summary>
    public async Task<string[]> WroteAsync(string prefix, int count, Func<string>? state = null)
    {
        string[] found = [];
        await Wait.UntilAsync(
            () => (found = Journal.Where(line => line.StartsWith(prefix, StringComparison.Ordinal)).ToArray()).Length >= count,
            () => $"{found.Length} of {count} lines \"{prefix}…\": {string.Join(" | ", found)}\n{state?.Invoke()}");
        return found;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
