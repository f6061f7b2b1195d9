using System.Text.Json.Nodes;
using ImageClassifier.Hosting.Setup;

namespace ImageClassifier.Hosting.App;

/// <summary>One function of the app, as <c>functions.metadata</c> describes it.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Trigger">What starts it.</param>
/// <param name="DurableClients">Its inputs: clients of orchestrations.</param>
internal sealed record FunctionDefinition(string Name, FunctionBinding Trigger, IReadOnlyList<FunctionBinding> DurableClients)
{
    /// <summary>The name under which logs and blob receipts know it.</summary>
    public string LogName => $"Functions.{Name}";

    /// <summary>Reads the file's functions; throws a <see cref="HostException"/> that names every one that this host cannot
    /// serve.</summary>
    public static IReadOnlyList<FunctionDefinition> ReadAll(JsonNode metadata)
    {
        var problems = new List<string>();
        var functions = new List<FunctionDefinition>();
        foreach (JsonNode? function in metadata.AsArray())
        {
            if (function is null) continue;
            string name = function["name"]?.GetValue<string>() ?? "(without a name)";
            IEnumerable<JsonNode> raw = (function["bindings"]?.AsArray() ?? []).OfType<JsonNode>();
            List<FunctionBinding> bindings = raw.Select(FunctionBinding.Read).ToList();
            List<FunctionBinding> unknown = bindings.Where(binding => !binding.IsKnown).ToList();
            problems.AddRange(unknown.Select(binding => $"{name} has the binding {binding.Type} ({binding.Name})"));
            if (function["retry"] is JsonObject) problems.Add($"{name} has a retry policy");
            if (unknown.Count > 0) continue;
            List<FunctionBinding> triggers = bindings.Where(binding => binding.IsTrigger).ToList();
            List<FunctionBinding> clients = bindings.Where(binding => binding.Type == FunctionBinding.DurableClient).ToList();
            if (triggers.Count == 1) functions.Add(new FunctionDefinition(name, triggers[0], clients));
            else problems.Add($"{name} has {triggers.Count} triggers");
        }
        if (problems.Count > 0)
        {
            throw new HostException(
                ExitCode.CannotStart,
                $"This host cannot serve the app: {string.Join("; ", problems)}. It knows {string.Join(", ", FunctionBinding.Known)}; "
                + "for others use `func start`.");
        }
        return functions;
    }
}
