using System.Text;
using Microsoft.Azure.Functions.Worker.Embedded.Functions;
using Microsoft.Azure.Functions.Worker.Embedded.Http;

namespace Microsoft.Azure.Functions.Worker.Embedded.Hosting;

/// <summary>The list of functions that is printed at the start, in the form of <c>func start</c>.</summary>
internal static class FunctionList
{
    public static string Format(IReadOnlyList<FunctionDescriptor> functions, string baseUrl, string routePrefix)
    {
        if (functions.Count == 0) return "No functions found: mark methods with [Function(\"Name\")]." + Environment.NewLine;
        var text = new StringBuilder().AppendLine().AppendLine("Functions:").AppendLine();
        // HTTP functions first: theirs are the lines one copies.
        foreach (FunctionDescriptor function in functions.OrderBy(function => function.Trigger is HttpTriggerAttribute ? 0 : 1))
        {
            string what = function.TriggerType;
            if (function.Trigger is HttpTriggerAttribute)
            {
                string[] methods = HttpFunctions.MethodsOf(function);
                what = $"{(methods.Length > 0 ? $"[{string.Join(',', methods)}] " : "")}{baseUrl}/{HttpFunctions.RouteOf(function, routePrefix)}";
            }
            text.AppendLine($"\t{function.Name}: {what}").AppendLine();
        }
        return text.ToString();
    }
}
