namespace ImageClassifier.Tracking.Errors;

/// <summary>A request that the server refuses, with MLflow's error code and the HTTP status that goes with it.</summary>
internal sealed class TrackingException(string errorCode, int statusCode, string message) : Exception(message)
{
    public string ErrorCode { get; } = errorCode;

    /// <summary>The class of the error in five letters, where MLflow names one.</summary>
    public string? SqlState { get; init; }

    /// <summary>The class of the error as a word, where MLflow names one.</summary>
    public string? ErrorClass { get; init; }

    public int StatusCode { get; } = statusCode;

    // The pairs of code and status are those of mlflow/exceptions.py.
    public static TrackingException Invalid(string message) => new("INVALID_PARAMETER_VALUE", 400, message);

    public static TrackingException BadRequest(string message) => new("BAD_REQUEST", 400, message);

    public static TrackingException Missing(string message) =>
        new("RESOURCE_DOES_NOT_EXIST", 404, message) { SqlState = "KAM00", ErrorClass = "RESOURCE_NOT_FOUND" };

    public static TrackingException Exists(string message) => new("RESOURCE_ALREADY_EXISTS", 400, message);

    public static TrackingException State(string message) => new("INVALID_STATE", 500, message);

    public static TrackingException Forbidden(string message) => new("PERMISSION_DENIED", 403, message);

    public static TrackingException Unauthenticated(string message) => new("UNAUTHENTICATED", 401, message);

    public static TrackingException NoEndpoint(string message) => new("ENDPOINT_NOT_FOUND", 404, message);
}
