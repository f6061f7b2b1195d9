using System.Reflection;
using Microsoft.Azure.Functions.Worker.Embedded.Functions;
using Microsoft.DurableTask;

namespace Microsoft.Azure.Functions.Worker.Embedded.Durable;

/// <summary>An orchestration: its context, and its input for a further parameter.</summary>
internal sealed class OrchestrationInput(TaskOrchestrationContext context) : TriggerInput
{
    private static readonly MethodInfo GetInput = typeof(TaskOrchestrationContext).GetMethod(nameof(TaskOrchestrationContext.GetInput))!;

    public override string Reason => $"Orchestration '{context.InstanceId}' goes on.";

    public override bool HasTimeout => false;

    public override ValueTask<object?> ReadAsync(Type type, FunctionContext functionContext) => new(context);

    public override ValueTask<Bound>? TryRead(ParameterInfo parameter, FunctionContext functionContext) =>
        new(new Bound(GetInput.MakeGenericMethod(parameter.ParameterType).Invoke(context, BindingFlags.DoNotWrapExceptions, null, null, null)));
}

/// <summary>An activity: its input.</summary>
internal sealed class ActivityInput : TriggerInput
{
    private readonly string name;
    private readonly string instanceId;
    private readonly string? input;
    private readonly DataConverter converter;

    public ActivityInput(string name, string instanceId, string? input, DataConverter converter)
    {
        this.name = name;
        this.instanceId = instanceId;
        this.input = input;
        this.converter = converter;
        BindingData = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { ["instanceId"] = instanceId };
    }

    public override string Reason => $"Activity '{name}' of orchestration '{instanceId}'.";

    public override ValueTask<object?> ReadAsync(Type type, FunctionContext context) =>
        new(type == typeof(FunctionContext) ? context : converter.Deserialize(input, type));
}
