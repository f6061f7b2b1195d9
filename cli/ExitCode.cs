namespace ImageClassifier.Cli;

/// <summary>What the process returns to its caller; documented in <c>--help</c> and docs/CLI.md.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The command ran and what it was asked for did not work out.</summary>
    public const int Failed = 1;

    /// <summary>The command line, or a file or folder that it names, cannot be used.</summary>
    public const int Usage = 2;

    /// <summary>A service cannot be started or reached, or ended.</summary>
    public const int Service = 3;

    /// <summary>Ended by a signal: 128 and its number, as shells do (130 for Ctrl-C).</summary>
    public const int SignalBase = 128;
}
