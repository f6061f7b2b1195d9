using Microsoft.DurableTask;

namespace ImageClassifier.Functions.Durable;

/// <summary>How often an activity that failed is called again.</summary>
internal static class RetryPolicies
{
    /// <summary>Tries for about five minutes, while storage or the tracking server is away; what cannot work is returned by an activity,
    /// not thrown.</summary>
    public static TaskOptions Default { get; } = Retry(attempts: 10);

    /// <summary>Tries for about an hour: for what would throw away trained models.</summary>
    public static TaskOptions WhileServicesRestart { get; } = Retry(attempts: 64);

    private static TaskOptions Retry(int attempts) => TaskOptions.FromRetryPolicy(
        new RetryPolicy(attempts, firstRetryInterval: TimeSpan.FromSeconds(2), backoffCoefficient: 2,
            maxRetryInterval: TimeSpan.FromMinutes(1)));
}
