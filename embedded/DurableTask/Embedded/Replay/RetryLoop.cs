namespace Microsoft.DurableTask.Embedded.Replay;

/// <summary>Calls an activity or sub-orchestration again as its options say. The delays are durable timers.</summary>
internal sealed class RetryLoop(TaskOrchestrationContext context, TaskRetryOptions? options)
{
    /// <param name="attempt">Starts one attempt.</param>
    /// <exception cref="TaskFailedException">The last attempt failed.</exception>
    public async Task<string?> RunAsync(Func<Task<string?>> attempt)
    {
        DateTime start = context.CurrentUtcDateTime;
        for (int attempts = 1; ; attempts++)
        {
            try
            {
                return await attempt();
            }
            catch (AttemptFailedException e)
            {
                TaskFailedException failed = e.ToTaskFailed();
                if (e.Failure.NonRetriable || !await ShouldRetryAsync(failed, attempts, start)) throw failed;
            }
        }
    }

    async Task<bool> ShouldRetryAsync(TaskFailedException failed, int attempts, DateTime start)
    {
        if (options?.Handler is { } handler)
        {
            TimeSpan spent = context.CurrentUtcDateTime - start;
            return await handler(new RetryContext(context, attempts, failed.FailureDetails, spent, CancellationToken.None));
        }
        if (options?.Policy is not { } policy || attempts >= policy.MaxNumberOfAttempts || !policy.Handle(failed)) return false;
        if (policy.RetryTimeout != Timeout.InfiniteTimeSpan && context.CurrentUtcDateTime - start >= policy.RetryTimeout) return false;
        await context.CreateTimer(Delay(policy, attempts), CancellationToken.None);
        return true;
    }

    /// <summary>The delay after the given number of failed attempts.</summary>
    internal static TimeSpan Delay(RetryPolicy policy, int attempts)
    {
        double milliseconds = policy.FirstRetryInterval.TotalMilliseconds * Math.Pow(policy.BackoffCoefficient, attempts - 1);
        TimeSpan longest = policy.MaxRetryInterval == Timeout.InfiniteTimeSpan ? TimeSpan.FromDays(365) : policy.MaxRetryInterval;
        return milliseconds < longest.TotalMilliseconds ? TimeSpan.FromMilliseconds(milliseconds) : longest;
    }
}
