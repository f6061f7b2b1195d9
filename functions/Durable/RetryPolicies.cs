using Microsoft.DurableTask;

namespace ImageClassifier.Functions.Durable;

/// <summary>How often an activity that failed is called again.</summary>
internal static class RetryPolicies
{
    private static readonly string[] Final = [typeof(TrackingRefusedException).FullName!, typeof(FileNotFoundException).FullName!];

    /// <summary>Tries for about five minutes, while storage or the tracking server is away; what cannot work is returned by an activity,
    /// not thrown.</summary>
    public static TaskOptions Default { get; } = Retry(attempts: 10, TimeSpan.FromMinutes(1));

    /// <summary>Tries for about three days, a long week-end: for what would throw away trained models or leave their runs open.</summary>
    public static TaskOptions WhileServicesRestart { get; } = Retry(attempts: 2200, TimeSpan.FromMinutes(2));

    private static TaskOptions Retry(int attempts, TimeSpan maxRetryInterval) => TaskOptions.FromRetryPolicy(
        new RetryPolicy(attempts, firstRetryInterval: TimeSpan.FromSeconds(2), backoffCoefficient: 2, maxRetryInterval)
        {
            // A wrong password does not get right by waiting, and a file that somebody deleted does not come back.
            HandleFailure = failure => !Final.Contains(failure.Innermost().ErrorType),
        });
}
