using Microsoft.DurableTask.Client;

namespace Microsoft.DurableTask.Embedded.Store;

/// <summary>Which existing instances keep their id when a new one asks for it.</summary>
internal static class DedupeStatuses
{
    /// <summary>Those that have not ended.</summary>
    public static IReadOnlySet<OrchestrationRuntimeStatus> Default { get; } = new HashSet<OrchestrationRuntimeStatus>
    {
        OrchestrationRuntimeStatus.Pending,
        OrchestrationRuntimeStatus.Running,
        OrchestrationRuntimeStatus.Suspended,
        OrchestrationRuntimeStatus.ContinuedAsNew,
    };

    /// <exception cref="ArgumentException">A name is not that of a status, or a running instance would be replaced but a terminated one kept.</exception>
    public static IReadOnlySet<OrchestrationRuntimeStatus> Parse(IReadOnlyList<string>? names)
    {
        if (names is null) return Default;
        HashSet<OrchestrationRuntimeStatus> kept = [];
        foreach (string name in names)
        {
            if (!Enum.TryParse(name, ignoreCase: true, out OrchestrationRuntimeStatus status) || !Enum.IsDefined(status))
                throw new ArgumentException($"DedupeStatuses: '{name}' is not an orchestration status.");
            kept.Add(status);
        }
        OrchestrationRuntimeStatus[] running =
            [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended];
        if (kept.Contains(OrchestrationRuntimeStatus.Terminated) && !running.All(kept.Contains))
        {
            throw new ArgumentException(
                "DedupeStatuses: with 'Terminated' in the list, 'Pending', 'Running' and 'Suspended' must be there too: "
                + "a running instance is terminated before it is replaced, and would then be kept.");
        }
        return kept;
    }
}
