namespace Microsoft.DurableTask.Embedded;

/// <summary>The orchestrators and activities that the engine runs; the host that knows the user's functions implements it.</summary>
internal interface IDurableFunctions
{
    /// <summary>Whether there is an orchestrator of that name, in any case.</summary>
    bool HasOrchestrator(string name);

    /// <summary>Whether there is an activity of that name, in any case.</summary>
    bool HasActivity(string name);

    /// <summary>
    /// Runs the orchestrator and gives its result, null for none. It is called on the orchestrator's thread and must stay on it:
    /// no <c>ConfigureAwait(false)</c>, no awaiting of anything but the orchestrator's own task.
    /// </summary>
    Task<object?> RunOrchestratorAsync(string name, TaskOrchestrationContext context);

    /// <summary>Runs an activity: stored input in, stored output out, null for none.</summary>
    Task<string?> RunActivityAsync(string name, string instanceId, string? input, DataConverter converter, CancellationToken cancellation);
}
