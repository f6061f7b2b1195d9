using Azure;
using Grpc.Core;
using ImageClassifier.Contracts;
using ImageClassifier.Contracts.Json;
using ImageClassifier.Mlflow;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ImageClassifier.Functions.Http;

/// <summary>How this app answers: records as JSON, errors as problem documents.</summary>
public sealed class Api(ILogger<Api> log)
{
    public static IResult Json<T>(T record, int status = StatusCodes.Status200OK) =>
        Results.Json(record, CoreJson.Options, statusCode: status);

    /// <summary>An error with one explanation.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="code">Stable, for programs: <c>no-champion</c>.</param>
    /// <param name="title">What kind of thing went wrong.</param>
    /// <param name="detail">What went wrong this time and what to do.</param>
    /// <param name="errors">The parts, where there are several.</param>
    public static IResult Problem(int status, string code, string title, string detail, IReadOnlyList<Problem>? errors = null) =>
        Results.Json(new ProblemDocument($"urn:image-classifier:{code}", title, status, detail, errors),
            CoreJson.Options, ProblemDocument.ContentType, status);

    /// <summary>400 with everything that is wrong with the request.</summary>
    public static IResult Invalid(IReadOnlyList<Problem> problems) => Problem(
        StatusCodes.Status400BadRequest, "invalid-request", "The request cannot work.",
        problems.Count == 1 ? problems[0].ToString() : $"{problems.Count} problems: {string.Join("; ", problems)}", problems);

    public static IResult TooLarge(long maxBytes) => Problem(
        StatusCodes.Status413PayloadTooLarge, "too-large", "The body is too large.",
            $"At most {maxBytes:N0} bytes are accepted; send less.");

    /// <summary>Runs a request; whatever fails is answered by a problem document, and where it was another service the answer says
    /// which.</summary>
    public async Task<IResult> RunAsync(Func<Task<IResult>> request)
    {
        try
        {
            return await request();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogError(e, "A request failed.");
            return Failure(e);
        }
    }

    private static IResult Failure(Exception exception) => exception switch
    {
        MlflowException => Problem(StatusCodes.Status503ServiceUnavailable, "tracking-unavailable",
            "The tracking server does not answer as it should.", exception.Message),
        RequestFailedException or AggregateException { InnerException: RequestFailedException } =>
            Problem(StatusCodes.Status503ServiceUnavailable, "storage-unavailable",
            "Storage does not answer as it should.", (exception.InnerException ?? exception).Message.Split('\n')[0].Trim()),
        // What Durable Functions' host says, which keeps its orchestrations in storage.
        RpcException { Status.Detail: var detail } => Problem(StatusCodes.Status503ServiceUnavailable, "durable-unavailable",
            "Durable Functions does not answer as it should.",
                $"Check AzureWebJobsStorage, where it keeps the retrains, and try again ({detail.Split('\n')[0].Trim()})."),
        BadHttpRequestException bad => Problem(bad.StatusCode, "bad-request", "The request cannot be read.", bad.Message),
        _ => Problem(StatusCodes.Status500InternalServerError, "internal-error", "The request failed.",
            $"{exception.GetType().Name}: {exception.Message.Split('\n')[0].Trim()} The log of the functions app says more."),
    };
}
