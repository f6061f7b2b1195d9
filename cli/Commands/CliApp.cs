using System.CommandLine;
using Azure;
using ImageClassifier.Cli.Output;
using ImageClassifier.Cli.Stack;
using ImageClassifier.Mlflow;

namespace ImageClassifier.Cli.Commands;

/// <summary>The command line as a whole: its commands, and what their errors look like.</summary>
internal sealed class CliApp
{
    private const string Description = """
        imgc trains image classifiers on folders of photos, compares them, and classifies new photos with the best.

        Exit codes: 0 done; 1 it did not work out; 2 the command line, or a file or folder that it names, cannot be used;
        3 a service cannot be started or reached; 130 ended by Ctrl-C (129 hang-up, 143 terminated).
        """;

    // A large photo on a slow machine; retrains are polled and never held open.
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromMinutes(2);

    private readonly CliEnvironment _environment;
    private readonly Interruption _interruption;
    private readonly CommonOptions _options = new();
    private readonly RootCommand _root = new(Description);

    public CliApp(CliEnvironment environment, Interruption interruption, HttpClient http)
    {
        (_environment, _interruption) = (environment, interruption);
        http.Timeout = RequestTimeout;
        var scope = new CommandScope(environment, _options, interruption, http);
        foreach (Command command in (Command[])
        [
            TrainCommand.Create(scope), UpCommand.Create(scope), UploadCommand.Create(scope), RetrainCommand.Create(scope),
            StatusCommand.Create(scope), RunsCommand.Create(scope), ClassifyCommand.Create(scope), EvaluateCommand.Create(scope),
            DoctorCommand.Create(scope),
        ]) _root.Add(command);
        _options.AddTo(_root);
    }

    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(string[] args)
    {
        ParseResult parsed = _root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (string error in parsed.Errors.Select(error => error.Message).Distinct()) Complain(error);
            _environment.Error.WriteLine($"imgc: see imgc {PathTo(parsed.CommandResult.Command)}--help");
            return ExitCode.Usage;
        }
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = _environment.Output,
                Error = _environment.Error,
                EnableDefaultExceptionHandler = false,
                // Signals are Interruption's: ending in order takes longer than the library would wait.
                ProcessTerminationTimeout = null,
            }, CancellationToken.None);
        }
        catch (Exception e)
        {
            return Explain(e, _options.Verbose(parsed));
        }
    }

    private int Explain(Exception error, bool verbose)
    {
        (string message, int code) = error switch
        {
            OperationCanceledException when _interruption.Signal > 0 => ("interrupted", ExitCode.SignalBase + _interruption.Signal),
            CliException known => (known.Message, known.ExitCode),
            RequestFailedException storage => ($"blob storage refused a request: {FirstLine(storage.Message)}", ExitCode.Service),
            AggregateException { InnerException: RequestFailedException storage } =>
                ($"blob storage does not answer: {FirstLine(storage.Message)}", ExitCode.Service),
            MlflowException tracking => (tracking.Message, ExitCode.Service),
            DllNotFoundException library => (library.Message, ExitCode.Service),
            Exception when FileFaults.IsDiskFull(error) =>
                ($"the disk is full: {FirstLine(error.Message)}; make room, or choose another folder with --state", ExitCode.Service),
            IOException or UnauthorizedAccessException => ($"{FirstLine(error.Message)} (--verbose shows where)", ExitCode.Failed),
            _ => ($"{error.GetType().Name}: {FirstLine(error.Message)} (--verbose shows where)", ExitCode.Failed),
        };
        Complain(message);
        if (verbose) _environment.Error.WriteLine(error);
        return code;
    }

    private void Complain(string message) => _environment.Error.WriteLine($"imgc: {Terminal.Printable(message)}");

    private static string FirstLine(string text) => text.Split('\n')[0].TrimEnd();

    private static string PathTo(Command command) => command is RootCommand ? "" : $"{command.Name} ";
}
