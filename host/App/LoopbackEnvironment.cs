namespace ImageClassifier.Hosting.App;

/// <summary>
/// Host and app talk over the loopback interface, on ports that they choose: a proxy of the environment must not carry that, and addresses
/// that the environment has for other web servers are not theirs. The app inherits what is set here.
/// </summary>
internal static class LoopbackEnvironment
{
    private static readonly string[] Loopback = ["localhost", "127.0.0.1", "::1", "[::1]"];
    private static readonly string[] NoProxy = ["no_proxy", "NO_PROXY"];
    private static readonly string[] Addresses = ["URLS", "HTTP_PORTS", "HTTPS_PORTS"];
    private static readonly string[] Prefixes = ["", "ASPNETCORE_", "DOTNET_"];

    public static void Apply()
    {
        string[] names = [.. Environment.GetEnvironmentVariables().Keys.Cast<string>()];
        // On Unix the two names are two variables, of which programs read one or the other.
        IEnumerable<string> bypassed = NoProxy.SelectMany(name => (Environment.GetEnvironmentVariable(name) ?? "")
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        string all = string.Join(',', bypassed.Concat(Loopback).Distinct());
        foreach (string name in NoProxy) Environment.SetEnvironmentVariable(name, all);
        foreach (string name in names.Where(IsAddress)) Environment.SetEnvironmentVariable(name, null);
    }

    private static bool IsAddress(string name) => Prefixes.Any(prefix =>
        Addresses.Any(address => name.Equals(prefix + address, StringComparison.OrdinalIgnoreCase))
        || name.StartsWith($"{prefix}Kestrel__", StringComparison.OrdinalIgnoreCase));
}
