using System.Text.Json;
using Azure.Storage.Blobs;
using ImageClassifier.Contracts.Json;
using Microsoft.Azure.Functions.Worker;

namespace ImageClassifier.Functions.Ingestion;

/// <summary>Runs for every new or replaced blob of the uploads container; a throw makes the host try again.</summary>
public sealed class IngestionFunction(PhotoIngestor ingestor)
{
    [Function("IngestPhoto")]
    public Task IngestPhoto(
        [BlobTrigger("uploads/{name}", Connection = "AzureWebJobsStorage")] BlobClient upload, CancellationToken cancellationToken) =>
        ingestor.IngestAsync(upload.Name, cancellationToken);

    /// <summary>Looks at an upload that was asked for.</summary>
    [Function("IngestRequestedPhoto")]
    public Task IngestRequestedPhoto(
        [QueueTrigger("ingest-requests", Connection = "AzureWebJobsStorage")] string message, CancellationToken cancellationToken)
    {
        IngestRequest request = JsonSerializer.Deserialize<IngestRequest>(message, CoreJson.Options)
            ?? throw new InvalidDataException("The message is null, not a request for an upload.");
        return ingestor.IngestAsync(request.Upload, cancellationToken);
    }
}
