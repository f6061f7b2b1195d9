namespace ImageClassifier.Cli.Stack;

/// <summary>
/// The environment that services inherit. A shell may hold variables that are meant for other programs of the same kind: they would make a
/// service listen elsewhere, use another storage account, or ask a proxy for its neighbour.
/// </summary>
internal static class ServiceEnvironment
{
    // ASP.NET Core reads all of the first; the others choose addresses, storage, or what a functions app is.
    private static readonly string[] Prefixes =
        ["ASPNETCORE_", "Kestrel__", "Kestrel:", "AzureWebJobsStorage", "FUNCTIONS_WORKER", "FUNCTIONS_APPLICATION", "FUNCTIONS_EXTENSION",
            "WEBSITE_", "AZURE_FUNCTIONS_", "MLFLOW_TRACKING_"];

    private static readonly string[] Names = ["URLS", "HTTP_PORTS", "HTTPS_PORTS", "DOTNET_URLS", "DOTNET_HTTP_PORTS",
        "DOTNET_HTTPS_PORTS", "DOTNET_ENVIRONMENT", "CONTAINER_NAME"];

    private static readonly string[] BypassNames = ["no_proxy", "NO_PROXY"];
    private static readonly string[] Loopback = ["localhost", "127.0.0.1", "::1"];

    /// <summary>Removes what is not meant for these services.</summary>
    public static void Clean(IDictionary<string, string?> environment)
    {
        string[] foreign =
        [
            .. environment.Keys.Where(name => Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                || Names.Contains(name, StringComparer.OrdinalIgnoreCase)),
        ];
        foreach (string name in foreign) environment.Remove(name);
    }

    /// <summary>
    /// The variables that name hosts to be reached without a proxy, with this machine among them. For imgc itself too: its HTTP clients and
    /// those of the Azure SDK read them when they are first used, and what it starts inherits them.
    /// </summary>
    /// <param name="environment">Reads a variable.</param>
    public static IEnumerable<(string Name, string Value)> ProxyBypass(Func<string, string?> environment)
    {
        string[] known = [.. BypassNames.SelectMany(name =>
            (environment(name) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Distinct()];
        string all = string.Join(',', known.Union(Loopback));
        // Programs differ in which of the two they read.
        return BypassNames.Select(name => (name, all));
    }
}
