namespace Microsoft.DurableTask;

/// <summary>Options of one activity or sub-orchestration call; compared by value.</summary>
/// <remarks>
/// The official type is a record. Records that derive from each other come out otherwise when compiled for .NET 10: their
/// clone method returns the derived type. So these two are classes, and only <c>with</c> expressions are missing.
/// </remarks>
public class TaskOptions : IEquatable<TaskOptions>
{
    public TaskOptions(TaskRetryOptions? retry)
        : this(retry, null)
    {
    }

    public TaskOptions(TaskRetryOptions? retry = null, IDictionary<string, string>? tags = null)
    {
        Retry = retry;
        Tags = tags;
    }

    public TaskOptions(TaskOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Retry = options.Retry;
        Tags = options.Tags;
    }

    /// <summary>How the call is tried again when it fails; null for one attempt.</summary>
    public TaskRetryOptions? Retry { get; init; }

    /// <summary>Free-form labels of the call.</summary>
    public IDictionary<string, string>? Tags { get; init; }

    protected virtual Type EqualityContract => typeof(TaskOptions);

    public static bool operator ==(TaskOptions? left, TaskOptions? right) => Equals(left, right);

    public static bool operator !=(TaskOptions? left, TaskOptions? right) => !Equals(left, right);

    public static TaskOptions FromRetryPolicy(RetryPolicy policy) => new(policy);

    public static TaskOptions FromRetryHandler(AsyncRetryHandler handler) => new(handler);

    public static TaskOptions FromRetryHandler(RetryHandler handler) => new(handler);

    /// <summary>The same options for a sub-orchestration with the given instance id.</summary>
    public SubOrchestrationOptions WithInstanceId(string instanceId) => new(this, instanceId);

    public virtual bool Equals(TaskOptions? other) =>
        other is not null && EqualityContract == other.EqualityContract && Equals(Retry, other.Retry) && Equals(Tags, other.Tags);

    public override bool Equals(object? obj) => Equals(obj as TaskOptions);

    public override int GetHashCode() => HashCode.Combine(EqualityContract, Retry, Tags);
}
