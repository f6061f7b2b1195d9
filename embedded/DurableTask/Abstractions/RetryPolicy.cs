namespace Microsoft.DurableTask;

/// <summary>A declared retry policy: number of attempts, delay, exponential backoff and limits.</summary>
public class RetryPolicy
{
    /// <param name="maxNumberOfAttempts">All attempts, the first included; at least 1.</param>
    /// <param name="firstRetryInterval">Delay before the second attempt; positive.</param>
    /// <param name="backoffCoefficient">Factor between one delay and the next; at least 1.</param>
    /// <param name="maxRetryInterval">The longest delay; one hour where null.</param>
    /// <param name="retryTimeout">No attempt starts later than this after the first; unlimited where null.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public RetryPolicy(
        int maxNumberOfAttempts,
        TimeSpan firstRetryInterval,
        double backoffCoefficient = 1.0,
        TimeSpan? maxRetryInterval = null,
        TimeSpan? retryTimeout = null)
    {
        if (maxNumberOfAttempts <= 0)
            throw OutOfRange(nameof(maxNumberOfAttempts), maxNumberOfAttempts, "must be greater than zero");
        if (firstRetryInterval <= TimeSpan.Zero)
            throw OutOfRange(nameof(firstRetryInterval), firstRetryInterval, "must be greater than zero");
        if (!(backoffCoefficient >= 1.0))
            throw OutOfRange(nameof(backoffCoefficient), backoffCoefficient, "must be 1.0 or greater");
        if (maxRetryInterval < firstRetryInterval && maxRetryInterval != Timeout.InfiniteTimeSpan)
            throw OutOfRange(nameof(maxRetryInterval), maxRetryInterval, $"must not be less than {nameof(firstRetryInterval)}");
        if (retryTimeout < firstRetryInterval && retryTimeout != Timeout.InfiniteTimeSpan)
            throw OutOfRange(nameof(retryTimeout), retryTimeout, $"must not be less than {nameof(firstRetryInterval)}");

        MaxNumberOfAttempts = maxNumberOfAttempts;
        FirstRetryInterval = firstRetryInterval;
        BackoffCoefficient = backoffCoefficient;
        MaxRetryInterval = maxRetryInterval ?? TimeSpan.FromHours(1);
        RetryTimeout = retryTimeout ?? Timeout.InfiniteTimeSpan;
    }

    public int MaxNumberOfAttempts { get; }

    public TimeSpan FirstRetryInterval { get; }

    public double BackoffCoefficient { get; }

    public TimeSpan MaxRetryInterval { get; }

    public TimeSpan RetryTimeout { get; }

    /// <summary>Says whether a failure is worth another attempt; set it through <see cref="HandleFailure"/>.</summary>
    public Func<Exception, bool> Handle { get; private init; } = static _ => true;

    /// <summary>Says whether a failure is worth another attempt. Every failure is, where this is not set.</summary>
    public Func<TaskFailureDetails, bool> HandleFailure
    {
        init => Handle = exception => value(
            exception is TaskFailedException failed ? failed.FailureDetails : TaskFailureDetails.FromException(exception));
    }

    static ArgumentOutOfRangeException OutOfRange(string parameter, object? value, string rule) =>
        new(parameter, value, $"{parameter} is {value}; it {rule}.");
}
