namespace ImageClassifier.Cli.Stack;

/// <summary>How one local service is started and how it is told that it is well.</summary>
/// <param name="Name">For a person: <c>functions host</c>.</param>
/// <param name="Command">Program and arguments.</param>
/// <param name="WorkingFolder">Full path.</param>
/// <param name="Environment">On top of imgc's own.</param>
/// <param name="Ports">Where it will listen, each with the option that moves it.</param>
/// <param name="IsHealthy">One attempt, no exception for a service that does not answer yet.</param>
/// <param name="Grace">How long it may take to end in order.</param>
/// <param name="Advice">What to do where it cannot start because its data is damaged.</param>
internal sealed record ServiceSpec(
    string Name,
    IReadOnlyList<string> Command,
    string WorkingFolder,
    IReadOnlyDictionary<string, string> Environment,
    IReadOnlyList<ServicePort> Ports,
    Func<CancellationToken, Task<bool>> IsHealthy,
    TimeSpan Grace,
    string? Advice = null)
{
    /// <summary>Name of its log file, without the folder: <c>functions-host.log</c>.</summary>
    public string LogName => $"{Name.Replace(' ', '-')}.log";
}

/// <summary>A port and the option that chooses another.</summary>
internal sealed record ServicePort(int Number, string Option);

/// <summary>The services of a stack by what they are to each other: the host needs the storage, and ends first.</summary>
/// <param name="Storage">Azurite.</param>
/// <param name="Tracking">Null where the tracking server runs elsewhere.</param>
/// <param name="Host">Of the functions app.</param>
internal sealed record StackServices(ServiceSpec Storage, ServiceSpec? Tracking, ServiceSpec Host)
{
    public IReadOnlyList<ServiceSpec> All => Tracking is null ? [Storage, Host] : [Storage, Tracking, Host];
}
