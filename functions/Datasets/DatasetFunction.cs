using ImageClassifier.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace ImageClassifier.Functions.Datasets;

/// <summary><c>GET /api/dataset</c>.</summary>
public sealed class DatasetFunction(DatasetReader dataset, Api api)
{
    [Function("GetDataset")]
    public Task<IResult> GetDataset(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "dataset")] HttpRequest request, CancellationToken cancellation) =>
        api.RunAsync(async () => Api.Json(await dataset.SummarizeAsync(cancellation)));
}
