using ImageClassifier.Hosting.App;
using ImageClassifier.Hosting.Http;

namespace ImageClassifier.Hosting;

/// <summary>The list of functions that <c>func start</c> prints: HTTP functions with their addresses, then the others with their
/// triggers.</summary>
internal static class FunctionList
{
    public static string Text(IReadOnlyList<FunctionDefinition> functions, Uri address, IConfiguration configuration)
    {
        ILookup<bool, FunctionDefinition> byKind = functions.OrderBy(function => function.Name, StringComparer.OrdinalIgnoreCase)
            .ToLookup(function => function.Trigger.Type == FunctionBinding.HttpTrigger);
        IEnumerable<string> http = byKind[true].Select(function =>
            $"{function.Name}: [{string.Join(',', function.Trigger.Methods)}] "
                + $"{new Uri(address, "/")}{HttpRoutes.Of(function, configuration)}");
        IEnumerable<string> others = byKind[false].Select(function => $"{function.Name}: {function.Trigger.Type}");
        return $"\nFunctions:\n\n{string.Concat(http.Concat(others).Select(line => $"\t{line}\n\n"))}";
    }
}
