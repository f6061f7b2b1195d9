namespace ImageClassifier.Cli;

/// <summary>An error in a person's words: the command prints the message and returns the code.</summary>
/// <param name="message">What is wrong, with the thing, the value and what to do.</param>
/// <param name="exitCode">One of <see cref="Cli.ExitCode"/>.</param>
/// <param name="inner">Shown with <c>--verbose</c>.</param>
internal sealed class CliException(string message, int exitCode = ExitCode.Failed, Exception? inner = null) : Exception(message, inner)
{
    public int ExitCode { get; } = exitCode;
}
