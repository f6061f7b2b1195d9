using System.Reflection;
using Microsoft.Azure.Functions.Worker.Embedded.Durable;
using Microsoft.Azure.Functions.Worker.Embedded.Functions;

namespace Microsoft.Azure.Functions.Worker.Embedded.Binding;

/// <summary>Makes the arguments of a function from its trigger, its context, and what the trigger knows by name.</summary>
internal static class ParameterBinder
{
    /// <exception cref="FunctionInputConverterException">A parameter has no source, or its value does not fit.</exception>
    public static async ValueTask<object?[]> BindAsync(HostFunctionContext context, DurableHost? durable)
    {
        ParameterInfo[] parameters = context.Function.Method.GetParameters();
        var values = new object?[parameters.Length];
        for (int i = 0; i < parameters.Length; i++) values[i] = await BindAsync(parameters[i], context, durable);
        return values;
    }

    private static async ValueTask<object?> BindAsync(ParameterInfo parameter, HostFunctionContext context, DurableHost? durable)
    {
        if (parameter == context.Function.TriggerParameter) return await context.Input.ReadAsync(parameter.ParameterType, context);
        if (parameter.ParameterType == typeof(FunctionContext)) return context;
        if (parameter.ParameterType == typeof(CancellationToken)) return context.CancellationToken;
        if (parameter.IsDefined(typeof(DurableClientAttribute))) return durable!.Client;
        if (context.Input.TryRead(parameter, context) is { } read) return (await read).Value;
        if (context.Input.BindingData.TryGetValue(parameter.Name!, out object? value))
            return BindingValue.Convert(value, parameter.ParameterType, parameter.Name!);
        if (parameter.HasDefaultValue) return parameter.DefaultValue;
        if (!parameter.ParameterType.IsValueType || Nullable.GetUnderlyingType(parameter.ParameterType) is not null) return null;
        throw new FunctionInputConverterException(
            $"Function '{context.Function.Name}' has a parameter '{parameter.Name}' ({parameter.ParameterType.Name}) that its trigger does not give.");
    }
}
