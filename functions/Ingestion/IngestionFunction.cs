using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;

namespace ImageClassifier.Functions.Ingestion;

/// <summary>Runs for every new or replaced blob of the uploads container; a throw makes the host try again.</summary>
public sealed class IngestionFunction(PhotoIngestor ingestor)
{
    [Function("IngestPhoto")]
    public Task IngestPhoto(
        [BlobTrigger("uploads/{name}", Connection = "AzureWebJobsStorage")] BlobClient upload, CancellationToken cancellation) =>
        ingestor.IngestAsync(upload.Name, cancellation);
}
