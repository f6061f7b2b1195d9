namespace ImageClassifier.Mlflow;

/// <summary>A tracking server refused a request, or could not be reached. The message names the server and the operation.</summary>
public sealed class MlflowException : Exception
{
    internal MlflowException(string errorCode, int statusCode, string message, Exception? inner = null)
        : base(message, inner)
    {
        ErrorCode = errorCode;
        StatusCode = statusCode;
    }

    /// <summary>
    /// MLflow's error code, such as <c>RESOURCE_DOES_NOT_EXIST</c>. Where no server answered it is
    /// <c>TEMPORARILY_UNAVAILABLE</c> (no connection) or <c>DEADLINE_EXCEEDED</c> (no answer in time).
    /// </summary>
    public string ErrorCode { get; }

    /// <summary>The HTTP status; 0 when there was no answer.</summary>
    public int StatusCode { get; }

    /// <summary>
    /// Whether asking again changes nothing: the password, the permission, the name or the state is wrong. Everything else is a server that
    /// is away or busy, and may be back the next moment.
    /// </summary>
    public bool IsRefusal => ErrorCode is "INVALID_STATE" or "INVALID_PARAMETER_VALUE" or "MALFORMED_RESPONSE"
        || StatusCode is 501 or (>= 400 and < 500 and not 408 and not 429)
        // The one 503 that stays: a server that serves no artifacts says so.
        || (StatusCode == 503 && Message.Contains("--no-serve-artifacts", StringComparison.Ordinal));

    /// <summary>How long the server asks to be left alone; null when it does not say.</summary>
    internal TimeSpan? RetryAfter { get; init; }
}
