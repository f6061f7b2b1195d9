namespace ImageClassifier.Cli.Commands;

/// <summary>What imgc takes from the process it runs in; tests give their own.</summary>
internal sealed record CliEnvironment(
    TextWriter Output,
    TextWriter Error,
    Func<string, string?> Variable,
    string CurrentFolder,
    string BaseDirectory,
    bool OutputIsTerminal,
    bool ErrorIsTerminal)
{
    public static CliEnvironment OfProcess() => new(
        Console.Out, Console.Error, Environment.GetEnvironmentVariable, Environment.CurrentDirectory, AppContext.BaseDirectory,
        IsTerminal(Console.IsOutputRedirected), IsTerminal(Console.IsErrorRedirected));

    // "dumb" is what editors and build servers say of a terminal that cannot move its cursor.
    private static bool IsTerminal(bool redirected) => !redirected
        && Environment.GetEnvironmentVariable("TERM") is { Length: > 0 } and not "dumb";
}
