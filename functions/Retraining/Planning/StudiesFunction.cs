using ImageClassifier.Contracts;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace ImageClassifier.Functions.Retraining.Planning;

/// <summary><c>GET /api/studies</c>: all named studies with their experiments.</summary>
public sealed class StudiesFunction(StudyCatalog studies, Api api)
{
    [Function("ListStudies")]
    public Task<IResult> ListStudies([HttpTrigger(AuthorizationLevel.Function, "get", Route = "studies")] HttpRequest request) =>
        api.RunAsync(() => Task.FromResult(List()));

    private IResult List()
    {
        try
        {
            return Api.Json(studies.All());
        }
        catch (InvalidRecordException e)
        {
            return Api.Problem(StatusCodes.Status500InternalServerError, "invalid-study", "A study of this server cannot be read.",
                e.Message, e.Problems);
        }
    }
}
