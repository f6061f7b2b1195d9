using System.Net;
using System.Text.Json;

namespace ImageClassifier.Mlflow;

/// <summary>Turns every way in which a request can fail into one exception that says where, what and why.</summary>
internal static class MlflowErrors
{
    private const int QuotedLength = 300;

    public static async Task<MlflowException> ReadAsync(
        string operation, string server, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        string body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        var (code, message) = Parse(body);
        string advice = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => " Set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN.",
            HttpStatusCode.Forbidden => " This user may not do it; ask whoever runs the server, or sign in as another.",
            _ => "",
        };
        return new MlflowException(
            code ?? CodeOf(response.StatusCode), (int)response.StatusCode,
            $"{operation} at {server}: HTTP {(int)response.StatusCode}: {message ?? Quote(body)}{advice}")
        {
            RetryAfter = response.Headers.RetryAfter?.Delta,
        };
    }

    public static MlflowException Unreachable(string operation, string server, HttpRequestException error) =>
        new("TEMPORARILY_UNAVAILABLE", 0,
            $"{operation} at {server}: no connection ({error.Message}); start the tracking server or correct MLFLOW_TRACKING_URI.", error);

    public static MlflowException TooLate(string operation, string server, TimeSpan timeout, Exception error) =>
        new("DEADLINE_EXCEEDED", 0, $"{operation} at {server}: no answer within {timeout.TotalSeconds:0.#} s.", error);

    private static (string? Code, string? Message) Parse(string body)
    {
        try
        {
            var error = JsonSerializer.Deserialize(body, MlflowJson.Default.WireError);
            return (error?.ErrorCode, error?.Message);
        }
        catch (JsonException)
        {
            // A proxy or a web framework answered in its own words.
            return (null, null);
        }
    }

    private static string Quote(string body)
    {
        string line = string.Join(' ', body.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length switch
        {
            0 => "no explanation",
            <= QuotedLength => line,
            _ => line[..QuotedLength] + "…",
        };
    }

    private static string CodeOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => "UNAUTHENTICATED",
        HttpStatusCode.Forbidden => "PERMISSION_DENIED",
        HttpStatusCode.NotFound => "ENDPOINT_NOT_FOUND",
        HttpStatusCode.TooManyRequests => "REQUEST_LIMIT_EXCEEDED",
        HttpStatusCode.ServiceUnavailable => "TEMPORARILY_UNAVAILABLE",
        >= HttpStatusCode.InternalServerError => "INTERNAL_ERROR",
        _ => "BAD_REQUEST",
    };
}
