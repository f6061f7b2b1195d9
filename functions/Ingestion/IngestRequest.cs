namespace ImageClassifier.Functions.Ingestion;

/// <summary>A message of the ingest-requests queue: a request to look at one upload, whether its trigger does or not.</summary>
/// <param name="Upload">Path in the uploads container.</param>
public sealed record IngestRequest(string Upload);
