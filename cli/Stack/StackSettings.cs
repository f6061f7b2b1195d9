using System.Globalization;
using ImageClassifier.Mlflow;

namespace ImageClassifier.Cli.Stack;

/// <summary>Ports of the local services, all on the loopback interface.</summary>
internal sealed record StackPorts(int Functions, int Tracking, int AzuriteBlob, int AzuriteQueue, int AzuriteTable)
{
    public static readonly StackPorts Default = new(7071, 5000, 10000, 10001, 10002);
}

/// <summary>Which program runs the functions app on this machine.</summary>
internal enum FunctionsHost
{
    /// <summary>The project's own, in <c>host/</c>.</summary>
    Local,

    /// <summary>Azure Functions Core Tools, <c>func start</c>.</summary>
    Func,
}

/// <summary>Where the local services listen and keep their data.</summary>
/// <param name="StateFolder">Full path; deleting it is a clean start.</param>
/// <param name="Ports">Where they listen.</param>
/// <param name="Host">What runs the functions app.</param>
internal sealed record StackSettings(string StateFolder, StackPorts Ports, FunctionsHost Host = FunctionsHost.Local)
{
    public const string HostVariable = "IMGC_HOST";
    public const string StateVariable = "IMGC_STATE";
    public const string FunctionsPortVariable = "IMGC_FUNCTIONS_PORT";
    public const string TrackingPortVariable = "IMGC_TRACKING_PORT";
    public const string BlobPortVariable = "IMGC_AZURITE_BLOB_PORT";
    public const string QueuePortVariable = "IMGC_AZURITE_QUEUE_PORT";
    public const string TablePortVariable = "IMGC_AZURITE_TABLE_PORT";

    /// <summary>What a person calls the hosts.</summary>
    public static readonly IReadOnlyDictionary<string, FunctionsHost> HostNames =
        new Dictionary<string, FunctionsHost> { ["local"] = FunctionsHost.Local, ["func"] = FunctionsHost.Func };

    // Azurite's documented development account; it is the same on every machine and no secret.
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /// <summary>The tracking server, where it is not this machine's own.</summary>
    public TrackingElsewhere? Tracking { get; init; }

    /// <summary>The MLflow experiment that runs are logged to.</summary>
    public string Experiment { get; init; } = MlflowVariables.DefaultExperiment;

    public string RunFolder => Path.Combine(StateFolder, "run");

    public string LogFolder => Path.Combine(StateFolder, "logs");

    public string AzuriteFolder => Path.Combine(StateFolder, "azurite");

    public string TrackingFolder => Path.Combine(StateFolder, "tracking");

    public Endpoints Endpoints => new(
        FunctionsUrl: Local(Ports.Functions),
        TrackingUrl: Tracking?.Address.Url ?? Local(Ports.Tracking),
        StorageConnection: (Ports.AzuriteBlob, Ports.AzuriteQueue, Ports.AzuriteTable) == (10000, 10001, 10002)
            ? "UseDevelopmentStorage=true"
            : $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};"
              + $"BlobEndpoint={Local(Ports.AzuriteBlob)}/{Account};QueueEndpoint={Local(Ports.AzuriteQueue)}/{Account};"
              + $"TableEndpoint={Local(Ports.AzuriteTable)}/{Account};");

    /// <summary>A port from an option, else from its environment variable, else the default.</summary>
    /// <exception cref="CliException">The variable's value is not a port.</exception>
    public static int Port(int? option, string variable, Func<string, string?> environment, int fallback)
    {
        if (option is { } chosen) return chosen;
        if (environment(variable) is not { Length: > 0 } text) return fallback;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and <= 65535
            ? port
            : throw new CliException($"{variable} is \"{text}\"; it must be a port, 1 to 65535", ExitCode.Usage);
    }

    /// <summary>The host from an option, else from its environment variable, else the project's own.</summary>
    /// <exception cref="CliException">The variable names no host.</exception>
    public static FunctionsHost ChooseHost(string? option, Func<string, string?> environment) =>
        (option ?? environment(HostVariable)) is { Length: > 0 } name
        ? HostNames.TryGetValue(name, out FunctionsHost host) ? host
        : throw new CliException($"{HostVariable} is \"{name}\"; it must be {string.Join(" or ", HostNames.Keys)}", ExitCode.Usage)
        : FunctionsHost.Local;

    private static string Local(int port) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
}

/// <summary>All that a command needs to know of the services it talks to.</summary>
/// <param name="FunctionsUrl">Root of the functions app, without <c>/api</c> and without a trailing slash.</param>
/// <param name="TrackingUrl">Root of the tracking server, without user and password.</param>
/// <param name="StorageConnection">As <c>AzureWebJobsStorage</c> takes it.</param>
internal sealed record Endpoints(string FunctionsUrl, string TrackingUrl, string StorageConnection);
