using ImageClassifier.Hosting.Rpc;

namespace ImageClassifier.Hosting.Worker;

/// <summary>A function failed in the app. The durable extension reads the failure out of the message, whose form is fixed.</summary>
internal sealed class FunctionFailedException(string message) : Exception(message)
{
    public static FunctionFailedException From(StatusResult result) =>
        new($"Result: {result.Status}\nException: {result.Exception?.Message}\nStack: {result.Exception?.StackTrace}");
}
