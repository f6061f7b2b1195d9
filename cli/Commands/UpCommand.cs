using System.CommandLine;
using ImageClassifier.Cli.Output;
using ImageClassifier.Cli.Stack;

namespace ImageClassifier.Cli.Commands;

/// <summary><c>imgc up</c>: keeps the services running until Ctrl-C.</summary>
internal sealed class UpCommand(CommandScope scope)
{
    public static Command Create(CommandScope scope)
    {
        var command =
            new Command("up", "Run Azurite, the tracking server and the functions host until Ctrl-C (which is its good end: exit code 0)");
        command.SetAction((parsed, _) => new UpCommand(scope).RunAsync(parsed));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        Terminal terminal = scope.Terminal();
        StackSettings settings = scope.Settings(parsed);
        bool up = false;
        try
        {
            return await scope.Services(parsed).UseAsync(async (services, cancellationToken) =>
            {
                Show(terminal, services.Endpoints, settings);
                if (services.AreElsewhere)
                {
                    terminal.Say("They run elsewhere; nothing was started.");
                    return ExitCode.Ok;
                }
                up = true;
                terminal.Say(services.Stay ? "They ran already and end with the last imgc that uses them; Ctrl-C ends this one."
                    : "Ctrl-C ends them.");
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                return ExitCode.Ok;
            }, terminal.Note);
        }
        catch (OperationCanceledException) when (up && scope.Interruption.Signal == Interruption.CtrlC)
        {
            return ExitCode.Ok;
        }
    }

    private static void Show(Terminal terminal, Endpoints endpoints, StackSettings settings)
    {
        terminal.Say($"Functions:  {endpoints.FunctionsUrl}/api");
        terminal.Say($"Comparison: {endpoints.TrackingUrl}");
        terminal.Say($"Storage:    {Shown(endpoints)}");
        terminal.Say($"State:      {settings.StateFolder} (logs in logs/)");
    }

    // A connection string of a real account holds its key.
    private static string Shown(Endpoints endpoints) =>
        endpoints.StorageConnection.Split(';')
            .FirstOrDefault(part => part.StartsWith("BlobEndpoint=", StringComparison.Ordinal)) is { } blob
            ? blob["BlobEndpoint=".Length..]
            : endpoints.StorageConnection.Contains("AccountKey", StringComparison.OrdinalIgnoreCase) ? "the account in AzureWebJobsStorage"
                : endpoints.StorageConnection;
}
