using System.Collections.Immutable;

namespace Microsoft.DurableTask;

/// <summary>Options of a new orchestration instance.</summary>
public record StartOrchestrationOptions
{
#pragma warning disable IDE1006 // The official parameter names are those of a positional record.
    public StartOrchestrationOptions(string? InstanceId = null, DateTimeOffset? StartAt = null)
    {
        this.InstanceId = InstanceId;
        this.StartAt = StartAt;
    }
#pragma warning restore IDE1006

    public StartOrchestrationOptions(StartOrchestrationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        InstanceId = options.InstanceId;
        StartAt = options.StartAt;
        Tags = options.Tags;
        DedupeStatuses = options.DedupeStatuses;
    }

    /// <summary>The id of the new instance; null for a generated one.</summary>
    public string? InstanceId { get; init; }

    /// <summary>When the instance may start; null for now.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>Free-form labels of the instance.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = ImmutableDictionary.Create<string, string>();

    /// <summary>
    /// The statuses of an existing instance with the same id that keep it from being replaced; null for the
    /// default: an instance that has not ended is kept.
    /// </summary>
    public IReadOnlyList<string>? DedupeStatuses { get; init; }
}
