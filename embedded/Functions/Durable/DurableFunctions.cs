using Microsoft.Azure.Functions.Worker.Embedded.Functions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Embedded;

namespace Microsoft.Azure.Functions.Worker.Embedded.Durable;

/// <summary>The application's orchestrators and activities, as the durable engine calls them.</summary>
internal sealed class DurableFunctions : IDurableFunctions
{
    private readonly Dictionary<string, FunctionDescriptor> orchestrators;
    private readonly Dictionary<string, FunctionDescriptor> activities;
    private FunctionInvoker? invoker;

    public DurableFunctions(IReadOnlyList<FunctionDescriptor> functions)
    {
        orchestrators = ByName<OrchestrationTriggerAttribute>(functions);
        activities = ByName<ActivityTriggerAttribute>(functions);
    }

    /// <summary>Sets what runs the functions; before the engine starts.</summary>
    public void Use(FunctionInvoker functionInvoker) => invoker = functionInvoker;

    public bool HasOrchestrator(string name) => orchestrators.ContainsKey(name);

    public bool HasActivity(string name) => activities.ContainsKey(name);

    // Everything on the way awaits only what is complete or the orchestrator's own, so it stays on the orchestrator's thread.
    public Task<object?> RunOrchestratorAsync(string name, TaskOrchestrationContext context) =>
        invoker!.InvokeAsync(orchestrators[name], new OrchestrationInput(context), CancellationToken.None, quiet: true);

    public async Task<string?> RunActivityAsync(
        string name, string instanceId, string? input, DataConverter converter, CancellationToken cancellation)
    {
        object? result = await invoker!.InvokeAsync(activities[name], new ActivityInput(name, instanceId, input, converter), cancellation, quiet: true);
        return converter.Serialize(result);
    }

    private static Dictionary<string, FunctionDescriptor> ByName<TTrigger>(IReadOnlyList<FunctionDescriptor> functions) =>
        functions.Where(function => function.Trigger is TTrigger).ToDictionary(function => function.DurableName, StringComparer.OrdinalIgnoreCase);
}
