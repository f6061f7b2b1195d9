using System.CommandLine;
using ImageClassifier.Cli.Stack;
using ImageClassifier.Mlflow;

namespace ImageClassifier.Cli.Commands;

/// <summary>Options that every command takes.</summary>
internal sealed class CommonOptions
{
    private readonly Option<int?> _functionsPort =
        Port("--functions-port", "Port of the functions host", StackSettings.FunctionsPortVariable, StackPorts.Default.Functions);
    private readonly Option<int?> _trackingPort =
        Port("--tracking-port", "Port of the tracking server", StackSettings.TrackingPortVariable, StackPorts.Default.Tracking);
    private readonly Option<int?> _blobPort =
        Port("--azurite-blob-port", "Port of Azurite's blobs", StackSettings.BlobPortVariable, StackPorts.Default.AzuriteBlob);
    private readonly Option<int?> _queuePort =
        Port("--azurite-queue-port", "Port of Azurite's queues", StackSettings.QueuePortVariable, StackPorts.Default.AzuriteQueue);
    private readonly Option<int?> _tablePort =
        Port("--azurite-table-port", "Port of Azurite's tables", StackSettings.TablePortVariable, StackPorts.Default.AzuriteTable);

    private readonly Option<string?> _state = new("--state")
    {
        Description = $"Folder of the local services' data and logs [{StackSettings.StateVariable}, else .local in the repository]",
        Recursive = true,
    };

    private readonly Option<string?> _host = HostOption();

    private readonly Option<bool> _verbose = new("--verbose") { Description = "Show where an error comes from", Recursive = true };

    public void AddTo(Command root)
    {
        foreach (Option option in (Option[])[_functionsPort, _trackingPort, _blobPort, _queuePort, _tablePort, _state, _host, _verbose])
            root.Add(option);
    }

    public bool Verbose(ParseResult parsed) => parsed.GetValue(_verbose);

    /// <exception cref="CliException">An environment variable has a value that is no port, or no host.</exception>
    public StackSettings Settings(ParseResult parsed, CliEnvironment environment)
    {
        string? state = parsed.GetValue(_state) ?? (environment.Variable(StackSettings.StateVariable) is { Length: > 0 } set ? set : null);
        if (state is not null && state.Trim().Length == 0) throw new CliException("--state is empty; name a folder", ExitCode.Usage);
        string folder = state is not null
            ? Path.GetFullPath(state, environment.CurrentFolder)
            : Path.Combine(Installation.Find(environment.BaseDirectory).Root, ".local");
        return new StackSettings(Path.TrimEndingDirectorySeparator(folder), new StackPorts(
            Chosen(_functionsPort, StackSettings.FunctionsPortVariable, StackPorts.Default.Functions),
            Chosen(_trackingPort, StackSettings.TrackingPortVariable, StackPorts.Default.Tracking),
            Chosen(_blobPort, StackSettings.BlobPortVariable, StackPorts.Default.AzuriteBlob),
            Chosen(_queuePort, StackSettings.QueuePortVariable, StackPorts.Default.AzuriteQueue),
            Chosen(_tablePort, StackSettings.TablePortVariable, StackPorts.Default.AzuriteTable)),
            StackSettings.ChooseHost(parsed.GetValue(_host), environment.Variable))
        {
            Tracking = TrackingElsewhere.FromEnvironment(environment.Variable),
            Experiment = MlflowVariables.Experiment(environment.Variable),
        };

        int Chosen(Option<int?> option, string variable, int fallback) =>
            StackSettings.Port(parsed.GetValue(option), variable, environment.Variable, fallback);
    }

    private static Option<string?> HostOption()
    {
        var option = new Option<string?>("--host")
        {
            Description =
                $"What runs the functions app: the project's own host, or Azure Functions Core Tools [{StackSettings.HostVariable}, else "
                    + $"local]",
            Recursive = true,
            HelpName = string.Join('|', StackSettings.HostNames.Keys),
        };
        option.Validators.Add(result =>
        {
            if (!StackSettings.HostNames.ContainsKey(result.GetValueOrDefault<string?>() ?? ""))
                result.AddError($"--host must be {string.Join(" or ", StackSettings.HostNames.Keys)}");
        });
        return option;
    }

    private static Option<int?> Port(string name, string what, string variable, int fallback)
    {
        var option = new Option<int?>(name) { Description = $"{what} [{variable}, else {fallback}]", Recursive = true, HelpName = "PORT" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > 65535) result.AddError($"{name} must be a port, 1 to 65535");
        });
        return option;
    }
}
