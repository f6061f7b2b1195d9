using Microsoft.DurableTask;

namespace ImageClassifier.Functions.Retraining;

/// <summary>How activities are called.</summary>
internal static class Activity
{
    /// <summary>About five minutes of patience with storage and the tracking server; what cannot work is returned by an activity, not thrown.</summary>
    public static TaskOptions Options { get; } = Retry(attempts: 10);

    /// <summary>About an hour of patience: for what would throw away trained models.</summary>
    public static TaskOptions Patient { get; } = Retry(attempts: 64);

    /// <summary>The exception that began it.</summary>
    public static TaskFailureDetails Innermost(this TaskFailureDetails failure)
    {
        while (failure.InnerFailure is { } inner) failure = inner;
        return failure;
    }

    private static TaskOptions Retry(int attempts) => TaskOptions.FromRetryPolicy(
        new RetryPolicy(attempts, firstRetryInterval: TimeSpan.FromSeconds(2), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromMinutes(1)));
}
