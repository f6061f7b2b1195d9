using System.Text.Json;

namespace Microsoft.DurableTask.Embedded.Replay;

/// <summary>A failure as it is stored.</summary>
/// <param name="NonRetriable">True where another attempt cannot help, such as a function that does not exist.</param>
internal sealed record StoredFailure(string Type, string Message, string? StackTrace, StoredFailure? Inner, bool NonRetriable = false)
{
    // A failure that climbs through many levels of sub-orchestrations is nested deeply.
    static readonly JsonSerializerOptions Json = new() { MaxDepth = 1000 };

    public static StoredFailure FromException(Exception exception)
    {
        // The failure of an awaited task is the cause of the orchestration's own, though no exception object carries it.
        StoredFailure? inner = exception switch
        {
            { InnerException: { } cause } => FromException(cause),
            TaskFailedException failed => FromDetails(failed.FailureDetails),
            _ => null,
        };
        return new(exception.GetType().ToString(), exception.Message, exception.StackTrace, inner);
    }

    public static StoredFailure Parse(string json) => JsonSerializer.Deserialize<StoredFailure>(json, Json)!;

    public TaskFailureDetails ToDetails() => new(Type, Message, StackTrace, Inner?.ToDetails(), null);

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    static StoredFailure FromDetails(TaskFailureDetails details) => new(
        details.ErrorType,
        details.ErrorMessage,
        details.StackTrace,
        details.InnerFailure is { } inner ? FromDetails(inner) : null);
}
