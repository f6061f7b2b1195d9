using ImageClassifier.Hosting.Setup;

namespace ImageClassifier.Hosting;

/// <summary>What a person asks of the host.</summary>
/// <param name="AppFolder">The built functions app.</param>
/// <param name="Port">The HTTP port; 0 takes a free one; null leaves it to local.settings.json, then to 7071.</param>
/// <param name="Keys">Function keys are enforced.</param>
/// <param name="Help">Only the help text is wanted.</param>
internal sealed record CommandLine(string AppFolder, int? Port, bool Keys, bool Help)
{
    /// <summary>The text of <c>--help</c>.</summary>
    public const string HelpText = """
        Runs a built Azure Functions app (isolated worker) on this machine, where `func` is not installed.

        Usage: dotnet functions-host.dll [APP_FOLDER] [--port N] [--keys]

          APP_FOLDER   The app's build output, with host.json, functions.metadata and worker.config.json.
                       Default: the current folder.
          --port N     The HTTP port on 127.0.0.1; 0 takes a free one.
                       Default: Host.LocalHttpPort of local.settings.json, or 7071.
          --keys       Ask for keys as Azure does, in the header x-functions-key or as ?code=. Without it nobody needs a key.
          --help       This text.

        Settings come from the environment, then from Values of local.settings.json.
          AzureWebJobsStorage               The storage account of triggers and orchestrations.
          AzureFunctionsJobHost__A__B       Takes the place of A.B of host.json.
          AzureWebJobs.NAME.Disabled=true   Leaves the function NAME out.
          FUNCTIONS_HOST_KEY                With --keys: opens functions of the level "function".
          FUNCTIONS_MASTER_KEY              With --keys: opens everything.
                                            A key that is not set is made at the start, and printed.

        Exit codes: 0 stopped, 1 failed, 2 wrong command line or no functions app, 3 cannot start (port, setting).
        """;

    /// <summary>Reads the arguments; throws a <see cref="HostException"/> that says what is wrong with them.</summary>
    public static CommandLine Parse(IReadOnlyList<string> args)
    {
        string? folder = null;
        int? port = null;
        bool keys = false;
        for (int i = 0; i < args.Count; i++)
        {
            switch (args[i])
            {
                case "--help" or "-h" or "-?":
                    return new CommandLine("", null, false, Help: true);
                case "--keys":
                    keys = true;
                    break;
                case "--port" or "-p":
                    port = ParsePort(i + 1 < args.Count ? args[++i] : "");
                    break;
                case var option when option.StartsWith("--port=", StringComparison.Ordinal):
                    port = ParsePort(option["--port=".Length..]);
                    break;
                case var option when option.StartsWith('-'):
                    throw new HostException(ExitCode.Usage, $"{option} is not an option; see --help.");
                case var extra when folder is not null:
                    throw new HostException(ExitCode.Usage, $"{extra} is a second folder, after {folder}; give one.");
                default:
                    folder = args[i];
                    break;
            }
        }
        return new CommandLine(Path.GetFullPath(folder ?? "."), port, keys, Help: false);
    }

    private static int ParsePort(string text) => int.TryParse(text, out int port) && port is >= 0 and <= 65535
        ? port
        : throw new HostException(ExitCode.Usage, $"--port is \"{text}\"; give a number from 0 to 65535.");
}
