using System.Reflection;
using Microsoft.Azure.Functions.Worker.Embedded.Hosting;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Extensions.Configuration;

namespace Microsoft.Azure.Functions.Worker.Embedded.Functions;

/// <summary>Finds the functions of an application and refuses those that cannot work, all at once.</summary>
internal static class FunctionCatalog
{
    private const BindingFlags Methods =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <exception cref="HostStartException">A function cannot work; the message lists every reason.</exception>
    public static IReadOnlyList<FunctionDescriptor> Find(IEnumerable<Type> types, IConfiguration configuration)
    {
        var problems = new List<string>();
        var functions = new List<FunctionDescriptor>();
        foreach (MethodInfo method in types.SelectMany(type => type.GetMethods(Methods)))
        {
            if (method.GetCustomAttribute<FunctionAttribute>() is not { } attribute) continue;
            if (Disabled(attribute.Name, configuration)) continue;
            if (Describe(attribute.Name, method, problems) is { } function) functions.Add(function);
        }
        foreach (IGrouping<string, FunctionDescriptor> same in functions.GroupBy(f => f.Name, StringComparer.OrdinalIgnoreCase))
        {
            if (same.Count() > 1)
                problems.Add($"'{same.Key}' names several functions: {string.Join(", ", same.Select(f => f.EntryPoint))}. Rename all but one.");
        }
        if (problems.Count > 0)
            throw new HostStartException("Functions that cannot run:" + string.Concat(problems.Select(problem => $"{Environment.NewLine}  {problem}")));
        return [.. functions.OrderBy(function => function.Name, StringComparer.OrdinalIgnoreCase)];
    }

    // The official setting that switches a function off.
    private static bool Disabled(string name, IConfiguration configuration) =>
        configuration[$"AzureWebJobs.{name}.Disabled"] is { } value && (value == "1" || value.Equals("true", StringComparison.OrdinalIgnoreCase));

    private static FunctionDescriptor? Describe(string name, MethodInfo method, List<string> problems)
    {
        string where = $"'{name}' ({method.DeclaringType!.FullName}.{method.Name})";
        if (method.DeclaringType.IsAbstract && !method.IsStatic || method.ContainsGenericParameters)
        {
            problems.Add($"{where} is abstract or generic: make it a plain method of a class that can be created.");
            return null;
        }
        (ParameterInfo Parameter, TriggerBindingAttribute Attribute)[] triggers =
        [
            .. method.GetParameters().SelectMany(
                parameter => parameter.GetCustomAttributes<TriggerBindingAttribute>(),
                (parameter, attribute) => (parameter, attribute)),
        ];
        if (triggers.Length != 1)
        {
            problems.Add($"{where} has {triggers.Length} parameters with a trigger: give it exactly one.");
            return null;
        }
        return new FunctionDescriptor(name, method, triggers[0].Attribute, triggers[0].Parameter);
    }
}
