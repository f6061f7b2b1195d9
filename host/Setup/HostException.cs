namespace ImageClassifier.Hosting.Setup;

/// <summary>A problem that ends the host. The message names the thing, the value and what to do; it is shown as it is.</summary>
internal sealed class HostException(ExitCode code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What the process ends with.</summary>
    public ExitCode Code { get; } = code;
}
