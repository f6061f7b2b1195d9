using System.Reflection;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker.Embedded.Functions;

/// <summary>A function as found in the code: a method, its trigger, and the parameter that carries it.</summary>
internal sealed record FunctionDescriptor(string Name, MethodInfo Method, TriggerBindingAttribute Trigger, ParameterInfo TriggerParameter)
{
    /// <summary>The kind of trigger as lists of functions name it.</summary>
    public string TriggerType => Trigger switch
    {
        HttpTriggerAttribute => "httpTrigger",
        BlobTriggerAttribute => "blobTrigger",
        QueueTriggerAttribute => "queueTrigger",
        TimerTriggerAttribute => "timerTrigger",
        OrchestrationTriggerAttribute => "orchestrationTrigger",
        ActivityTriggerAttribute => "activityTrigger",
        _ => Trigger.GetType().Name,
    };

    /// <summary>The name that orchestrations call it by.</summary>
    public string DurableName => Trigger switch
    {
        OrchestrationTriggerAttribute { Orchestration: { Length: > 0 } name } => name,
        ActivityTriggerAttribute { Activity: { Length: > 0 } name } => name,
        _ => Name,
    };

    public string EntryPoint => $"{Method.DeclaringType!.FullName}.{Method.Name}";
}
