namespace Microsoft.DurableTask.Client;

/// <summary>Which ended instances are purged; null means any.</summary>
public record PurgeInstancesFilter(
    DateTimeOffset? CreatedFrom = null,
    DateTimeOffset? CreatedTo = null,
    IEnumerable<OrchestrationRuntimeStatus>? Statuses = null);

/// <summary>How instances are purged.</summary>
/// <param name="Recursive">Whether their sub-orchestrations go with them.</param>
public record PurgeInstanceOptions(bool Recursive = false);

/// <summary>What a purge did.</summary>
public class PurgeResult
{
    public PurgeResult(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        PurgedInstanceCount = count;
    }

    public PurgeResult(int count, bool? isComplete)
        : this(count) => IsComplete = isComplete;

    /// <summary>How many instances were deleted.</summary>
    public int PurgedInstanceCount { get; }

    /// <summary>Whether all that match were deleted; null where that is not known.</summary>
    public bool? IsComplete { get; }
}
