using System.Reflection;
using System.Reflection.Emit;
using ImageClassifier.Hosting.App;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;

namespace ImageClassifier.Hosting.Jobs;

/// <summary>The attributes by which the extensions know a function's trigger and inputs.</summary>
internal static class TriggerAttributes
{
    /// <summary>The attribute of the trigger's parameter; of the return value too where the trigger takes the answer.</summary>
    public static CustomAttributeBuilder Build(FunctionBinding trigger) => trigger.Type switch
    {
        FunctionBinding.BlobTrigger => Build(typeof(BlobTriggerAttribute), [trigger["path"] ?? ""], ("Connection", trigger.Connection)),
        FunctionBinding.QueueTrigger =>
            Build(typeof(QueueTriggerAttribute), [trigger["queueName"] ?? ""], ("Connection", trigger.Connection)),
        FunctionBinding.ActivityTrigger => Build(typeof(ActivityTriggerAttribute), [], ("Activity", trigger["activity"])),
        FunctionBinding.OrchestrationTrigger =>
            Build(typeof(OrchestrationTriggerAttribute), [], ("Orchestration", trigger["orchestration"])),
        FunctionBinding.EntityTrigger => Build(typeof(EntityTriggerAttribute), [], ("EntityName", trigger["entityName"])),
        var type => throw new ArgumentException($"{type} is no trigger of the WebJobs SDK.", nameof(trigger)),
    };

    /// <summary>What the app's parameter takes.</summary>
    public static Type ValueType(FunctionBinding trigger) => trigger switch
    {
        { IsDeferred: true } => typeof(ParameterBindingData),
        { IsBinary: true } => typeof(byte[]),
        _ => typeof(string),
    };

    /// <summary>The attribute of an input that is a client of orchestrations.</summary>
    public static DurableClientAttribute DurableClient(FunctionBinding binding) => new()
    {
        TaskHub = binding["taskHub"],
        ConnectionName = binding["connectionName"],
    };

    private static CustomAttributeBuilder Build(Type attribute, string[] arguments, params (string Property, string? Value)[] properties)
    {
        ConstructorInfo constructor = attribute.GetConstructor(arguments.Select(_ => typeof(string)).ToArray())!;
        var given = properties.Where(property => property.Value is not null).ToList();
        PropertyInfo[] names = given.Select(property => attribute.GetProperty(property.Property)!).ToArray();
        object?[] values = given.Select(property => (object?)property.Value).ToArray();
        return new CustomAttributeBuilder(constructor, [.. arguments], names, values);
    }
}
