using ImageClassifier.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace ImageClassifier.Functions.Retraining.Reports;

/// <summary>The report of a finished retrain for a browser.</summary>
public sealed class RetrainPageFunction(RetrainPage pages, Api api)
{
    [Function("GetRetrainReport")]
    public Task<IResult> GetRetrainReport(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "retrain/{id}/report")] HttpRequest request, string id,
            CancellationToken cancellationToken) =>
        api.RunAsync(async () => await pages.FindAsync(id, cancellationToken) is { } page
            ? Results.Bytes(page, "text/html; charset=utf-8")
            : Api.Problem(StatusCodes.Status404NotFound, "no-report", "There is no report.",
                $"\"{id}\" is not a finished retrain; GET /api/retrain lists the newest."));
}
