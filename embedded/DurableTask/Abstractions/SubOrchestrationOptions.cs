namespace Microsoft.DurableTask;

/// <summary>Options of one sub-orchestration call; compared by value.</summary>
public class SubOrchestrationOptions : TaskOptions, IEquatable<SubOrchestrationOptions>
{
    public SubOrchestrationOptions(TaskRetryOptions? retry = null, string? instanceId = null)
        : base(retry) => InstanceId = instanceId;

    public SubOrchestrationOptions(TaskOptions options, string? instanceId = null)
        : base(options) => InstanceId = instanceId ?? (options as SubOrchestrationOptions)?.InstanceId;

    public SubOrchestrationOptions(SubOrchestrationOptions options)
        : base(options) => InstanceId = options.InstanceId;

    /// <summary>The id of the new instance; null for a generated one.</summary>
    public string? InstanceId { get; init; }

    protected override Type EqualityContract => typeof(SubOrchestrationOptions);

    public sealed override bool Equals(TaskOptions? other) => Equals((object?)other);

    public virtual bool Equals(SubOrchestrationOptions? other) => base.Equals(other) && InstanceId == other!.InstanceId;

    public override bool Equals(object? obj) => Equals(obj as SubOrchestrationOptions);

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), InstanceId);
}
