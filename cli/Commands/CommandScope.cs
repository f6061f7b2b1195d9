using System.CommandLine;
using ImageClassifier.Cli.Api;
using ImageClassifier.Cli.Diagnosis;
using ImageClassifier.Cli.Output;
using ImageClassifier.Cli.Retraining;
using ImageClassifier.Cli.Stack;
using ImageClassifier.Mlflow;
using ImageClassifier.Storage;

namespace ImageClassifier.Cli.Commands;

/// <summary>What one invocation of a command works with.</summary>
internal sealed class CommandScope(CliEnvironment environment, CommonOptions options, Interruption interruption, HttpClient http)
{
    public CliEnvironment Environment => environment;

    public Interruption Interruption => interruption;

    public HttpClient Http => http;

    public StackSettings Settings(ParseResult parsed) => options.Settings(parsed, environment);

    public Installation Installation() => Stack.Installation.Find(environment.BaseDirectory);

    public Terminal Terminal(bool json = false) =>
        new(environment.Output, environment.Error, json ? environment.ErrorIsTerminal : environment.OutputIsTerminal, json);

    public ServicesRunner Services(ParseResult parsed)
    {
        StackSettings settings = Settings(parsed);
        return new ServicesRunner(() => Local(settings), settings, environment.Variable, interruption,
            (endpoints, say, cancellationToken) => InterruptedRetrains.RestartAsync(Functions(endpoints), settings, say, cancellationToken),
            // The functions host does not get well without its tracking server; what starts with it need not wait to find that out.
            settings.Tracking is null ? null : cancellationToken =>
                TrackingCheck.RequireAsync(Tracking(settings.Endpoints), settings, cancellationToken));
    }

    private StackServices Local(StackSettings settings)
    {
        Installation programs = Installation();
        programs.Check();
        return new LocalServices(programs, settings, http).Services;
    }

    public FunctionsClient Functions(Endpoints endpoints) =>
        new(http, endpoints.FunctionsUrl, environment.Variable(Attachment.FunctionsKeyVariable) is { Length: > 0 } key ? key : null);

    public static StorageAccount Storage(Endpoints endpoints)
    {
        try
        {
            return new StorageAccount(endpoints.StorageConnection);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new CliException($"{StorageAccount.ConnectionSetting} is not a storage connection string: {e.Message}",
                ExitCode.Usage, e);
        }
    }

    /// <summary>A client of the tracking server; a password that the variable's address holds signs in.</summary>
    public MlflowClient Tracking(Endpoints endpoints)
    {
        string? given = environment.Variable(MlflowVariables.TrackingUri);
        bool isGiven = given is not null && MlflowAddress.Parse(given)?.Url == endpoints.TrackingUrl;
        return MlflowClient.FromEnvironment(new Uri(isGiven ? given! : endpoints.TrackingUrl));
    }

    /// <summary>A path that the person typed, seen from where they typed it.</summary>
    public string Full(string path) => Path.GetFullPath(path, environment.CurrentFolder);
}
