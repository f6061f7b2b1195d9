using System.Text.Json.Nodes;
using ImageClassifier.Hosting.Setup;

namespace ImageClassifier.Hosting.App;

/// <summary>A built functions app: its folder, how to start it, its functions and its local settings.</summary>
/// <param name="Path">The folder, absolute.</param>
/// <param name="Executable">The program that runs the app, usually <c>dotnet</c>.</param>
/// <param name="Program">What the program runs, absolute; null where the program is the app itself.</param>
/// <param name="Functions">Everything in <c>functions.metadata</c>.</param>
/// <param name="Local">What <c>local.settings.json</c> says.</param>
internal sealed record AppFolder(string Path, string Executable, string? Program, IReadOnlyList<FunctionDefinition> Functions,
    LocalSettings Local)
{
    /// <summary>The file with the host's options.</summary>
    public string HostJson => System.IO.Path.Combine(Path, "host.json");

    /// <summary>Reads the folder; throws a <see cref="HostException"/> where it holds no app, or one that this host cannot run.</summary>
    public static AppFolder Open(string path)
    {
        _ = JsonFile.Read(System.IO.Path.Combine(path, "host.json"));
        JsonNode functions = JsonFile.Read(System.IO.Path.Combine(path, "functions.metadata"));
        JsonNode? worker = JsonFile.Read(System.IO.Path.Combine(path, "worker.config.json"))["description"];
        string? executable = worker?["defaultExecutablePath"]?.GetValue<string>();
        string? program = worker?["defaultWorkerPath"]?.GetValue<string>();
        if (string.IsNullOrEmpty(executable) && string.IsNullOrEmpty(program))
            throw new HostException(ExitCode.Usage, $"worker.config.json in {path} names no program to start; build the app again.");
        string? full = string.IsNullOrEmpty(program) ? null : System.IO.Path.Combine(path, program);
        return new AppFolder(
            path,
            Expand(string.IsNullOrEmpty(executable) ? full! : executable),
            string.IsNullOrEmpty(executable) ? null : full,
            FunctionDefinition.ReadAll(functions),
            LocalSettings.Read(System.IO.Path.Combine(path, "local.settings.json")));
    }

    // The SDK may write a path such as %DOTNET_ROOT%/dotnet.
    private static string Expand(string executable) => Environment.ExpandEnvironmentVariables(executable);
}
