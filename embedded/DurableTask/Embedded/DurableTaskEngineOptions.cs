namespace Microsoft.DurableTask.Embedded;

/// <summary>How the embedded engine runs.</summary>
internal sealed record DurableTaskEngineOptions
{
    /// <summary>The SQLite file that holds instances and histories; made where it is missing.</summary>
    public required string DatabasePath { get; init; }

    /// <summary>The task hub: instances of another hub in the same file are not seen.</summary>
    public string HubName { get; init; } = "TestHubName";

    public int MaxConcurrentActivities { get; init; } = 10 * Environment.ProcessorCount;

    public int MaxConcurrentOrchestrations { get; init; } = 10 * Environment.ProcessorCount;

    /// <summary>How many orchestrations stay in memory between their steps; the others are replayed from history when they go on.</summary>
    public int MaxCachedOrchestrations { get; init; } = 1000;

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
