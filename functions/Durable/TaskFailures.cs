using Microsoft.DurableTask;

namespace ImageClassifier.Functions.Durable;

/// <summary>Reads the failures that Durable hands over.</summary>
internal static class TaskFailures
{
    /// <summary>The exception that began it.</summary>
    public static TaskFailureDetails Innermost(this TaskFailureDetails failure)
    {
        while (failure.InnerFailure is { } inner) failure = inner;
        return failure;
    }
}
