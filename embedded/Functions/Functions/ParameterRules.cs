using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Azure.Functions.Worker.Embedded.Binding;
using Microsoft.Azure.Functions.Worker.Embedded.Blobs;
using Microsoft.Azure.Functions.Worker.Embedded.Hosting;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Microsoft.Azure.Functions.Worker.Embedded.Functions;

/// <summary>Finds parameters that no trigger can fill when the host starts, rather than when the function is first needed.</summary>
internal static class ParameterRules
{
    private static readonly string[] BlobNames = ["BlobTrigger", "Uri"];
    private static readonly string[] QueueNames =
        ["QueueTrigger", "Id", "PopReceipt", "DequeueCount", "InsertionTime", "ExpirationTime", "NextVisibleTime"];

    /// <exception cref="HostStartException">There are such parameters; the message lists all of them.</exception>
    public static void Check(IEnumerable<FunctionDescriptor> functions, bool aspNetCore)
    {
        string[] problems = [.. functions.SelectMany(function => Problems(function, aspNetCore))];
        if (problems.Length > 0)
            throw new HostStartException("Parameters that cannot be bound:" + string.Concat(problems.Select(p => $"{Environment.NewLine}  {p}")));
    }

    private static IEnumerable<string> Problems(FunctionDescriptor function, bool aspNetCore)
    {
        if (function.Trigger is OrchestrationTriggerAttribute && function.TriggerParameter.ParameterType != typeof(TaskOrchestrationContext))
            yield return $"{Where(function, function.TriggerParameter)}: an orchestrator's trigger is a TaskOrchestrationContext.";
        bool inputTaken = false;
        foreach (ParameterInfo parameter in function.Method.GetParameters())
        {
            if (parameter.ParameterType == typeof(HttpRequest) && !aspNetCore)
                yield return $"{Where(function, parameter)}: HttpRequest needs builder.ConfigureFunctionsWebApplication() in Program.cs.";
            if (parameter.IsDefined(typeof(DurableClientAttribute)) && parameter.ParameterType != typeof(DurableTaskClient))
                yield return $"{Where(function, parameter)}: [DurableClient] binds a DurableTaskClient.";
            if (parameter == function.TriggerParameter || IsKnown(parameter)) continue;
            if (function.Trigger is OrchestrationTriggerAttribute)
            {
                // One further parameter is the orchestration's input.
                if (inputTaken) yield return $"{Where(function, parameter)}: an orchestrator takes one input.";
                inputTaken = true;
            }
            else if (!CanBindByName(function, parameter))
            {
                yield return $"{Where(function, parameter)}: its trigger gives nothing of that name.";
            }
        }
    }

    private static bool IsKnown(ParameterInfo parameter) =>
        parameter.HasDefaultValue || parameter.IsDefined(typeof(DurableClientAttribute)) ||
        parameter.ParameterType == typeof(FunctionContext) || parameter.ParameterType == typeof(CancellationToken);

    private static bool CanBindByName(FunctionDescriptor function, ParameterInfo parameter) => function.Trigger switch
    {
        HttpTriggerAttribute => BindingValue.CanConvertTo(parameter.ParameterType) || IsRequest(parameter),
        BlobTriggerAttribute blob => Among([.. BlobPathPattern.PartsOf(blob.BlobPath), .. BlobNames], parameter),
        QueueTriggerAttribute => Among(QueueNames, parameter),
        ActivityTriggerAttribute => Among(["instanceId"], parameter),
        _ => false,
    };

    private static bool IsRequest(ParameterInfo parameter) =>
        parameter.ParameterType == typeof(HttpRequest) || parameter.ParameterType == typeof(HttpRequestData) ||
        parameter.GetCustomAttributes().Any(attribute => attribute is FromBodyAttribute or IFromBodyMetadata);

    private static bool Among(IEnumerable<string> names, ParameterInfo parameter) => names.Contains(parameter.Name, StringComparer.OrdinalIgnoreCase);

    private static string Where(FunctionDescriptor function, ParameterInfo parameter) =>
        $"'{parameter.Name}' ({parameter.ParameterType.Name}) of '{function.Name}' ({function.EntryPoint})";
}
