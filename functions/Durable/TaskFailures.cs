using Microsoft.DurableTask;

namespace ImageClassifier.Functions.Durable;

/// <summary>Reads the failures that Durable hands over.</summary>
internal static class TaskFailures
{
    /// <summary>What stands as the reason of an orchestration that somebody terminated.</summary>
    public const string Terminated = "its orchestration was terminated";

    /// <summary>Why a task failed, for a person: the message of the exception that began it.</summary>
    // Of an orchestration that was terminated there are no details, against what the type of the property says.
    public static string Reason(this TaskFailedException failure) =>
        (TaskFailureDetails?)failure.FailureDetails is { } details ? details.Innermost().ErrorMessage : Terminated;

    /// <summary>The exception that began it.</summary>
    public static TaskFailureDetails Innermost(this TaskFailureDetails failure)
    {
        while (failure.InnerFailure is { } inner) failure = inner;
        return failure;
    }
}
