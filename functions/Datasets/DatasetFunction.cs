using ImageClassifier.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace ImageClassifier.Functions.Datasets;

/// <summary><c>GET /api/dataset</c>, and <c>POST /api/dataset/rescan</c> for uploads that their trigger does not get to.</summary>
public sealed class DatasetFunction(DatasetReader dataset, UploadRescan rescan, Api api)
{
    /// <summary>Photos of each class, uploads that wait, and what was rejected.</summary>
    [Function("GetDataset")]
    public Task<IResult> GetDataset(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "dataset")] HttpRequest request, CancellationToken cancellationToken) =>
        api.RunAsync(async () => Api.Json(await dataset.SummarizeAsync(cancellationToken)));

    /// <summary>Asks for every upload that is not looked at yet.</summary>
    [Function("RescanUploads")]
    public Task<IResult> RescanUploads(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "dataset/rescan")] HttpRequest request,
            CancellationToken cancellationToken) =>
        api.RunAsync(async () => Api.Json(new RescanAccepted(await rescan.RequestAsync(cancellationToken)), StatusCodes.Status202Accepted));
}

/// <summary>Answer of a rescan.</summary>
/// <param name="Requested">Uploads that are looked at now.</param>
public sealed record RescanAccepted(int Requested);
