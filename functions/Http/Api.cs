using Azure;
using ImageClassifier.Core;
using ImageClassifier.Core.Json;
using ImageClassifier.Core.Tracking;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ImageClassifier.Functions.Http;

/// <summary>How this app answers: records as JSON, errors as problem documents.</summary>
public sealed class Api(ILogger<Api> log)
{
    public static IResult Json<T>(T record, int status = StatusCodes.Status200OK) => Results.Json(record, CoreJson.Options, statusCode: status);

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
        StatusCodes.Status413PayloadTooLarge, "too-large", "The body is too large.", $"At most {maxBytes:N0} bytes are accepted; send less.");

    /// <summary>Runs a request; where storage or tracking fails, the answer says so and asks to come back.</summary>
    public async Task<IResult> RunAsync(Func<Task<IResult>> request)
    {
        try
        {
            return await request();
        }
        catch (Exception e) when (e is RequestFailedException or MlflowException or AggregateException { InnerException: RequestFailedException })
        {
            log.LogError(e, "A request failed because of another service.");
            return e is MlflowException
                ? Problem(StatusCodes.Status503ServiceUnavailable, "tracking-unavailable", "The tracking server does not answer as it should.", e.Message)
                : Problem(StatusCodes.Status503ServiceUnavailable, "storage-unavailable", "Storage does not answer as it should.",
                    (e.InnerException ?? e).Message.Split('\n')[0].Trim());
        }
    }
}
