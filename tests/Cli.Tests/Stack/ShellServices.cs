using ImageClassifier.Cli.Stack;

namespace Cli.Tests.Stack;

/// <summary>Shells in the place of services.</summary>
internal static class ShellServices
{
    public const string Forever = "while :; do sleep 0.1; done";

    /// <summary>A service that is well once it has written its file.</summary>
    public static ServiceSpec Service(string folder, string name, string script, int port = 0, TimeSpan? grace = null) => new(
        name, ["sh", "-c", script], folder, new Dictionary<string, string>(), port == 0 ? [] : [new ServicePort(port, "--some-port")],
        _ => Task.FromResult(File.Exists(Path.Combine(folder, $"{name}.up"))), grace ?? Wait.Limit);

    /// <summary>One that ends in order, and says so in the file <c>ended</c>.</summary>
    public static ServiceSpec Well(string folder, string name, string script = Forever) =>
        Service(folder, name, $"trap 'echo {name} >>ended; rm {name}.up; exit 0' TERM; echo $$ >{name}.pid; touch {name}.up; {script}");

    public static StackServices Three(string folder) => new(Well(folder, "storage"), Well(folder, "tracking"), Well(folder, "host"));
}
