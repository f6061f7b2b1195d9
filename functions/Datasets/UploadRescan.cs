using System.Text.Json;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Json;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Functions.Ingestion;
using ImageClassifier.Storage;

namespace ImageClassifier.Functions.Datasets;

/// <summary>
/// Asks for every upload that is not looked at yet, on the ingest-requests queue. A blob trigger may lose or delay one: the message of a
/// host that ended in the middle of a photo is hidden for ten minutes, and an event may never come. Asking twice does no harm.
/// </summary>
public sealed class UploadRescan(StorageAccount storage, DatasetReader dataset)
{
    private const int ParallelSends = 16;

    /// <returns>How many were asked for.</returns>
    public async Task<int> RequestAsync(CancellationToken cancellationToken)
    {
        CurrentDataset current = await dataset.ReadAsync(cancellationToken);
        // What stood in the way of the blocked ones may be gone.
        PendingUpload[] pending = [.. current.Waiting, .. current.Blocked];
        await Parallel.ForEachAsync(pending,
            new ParallelOptions { MaxDegreeOfParallelism = ParallelSends, CancellationToken = cancellationToken },
            async (upload, token) => await storage.Queue(StorageLayout.IngestRequests)
                .SendMessageAsync(JsonSerializer.Serialize(new IngestRequest(upload.Name), CoreJson.Options), token));
        return pending.Length;
    }
}
