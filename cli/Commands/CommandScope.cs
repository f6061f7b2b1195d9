using System.CommandLine;
using System.Net.Http;
using ImageClassifier.Cli.Api;
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
            (endpoints, say, cancellationToken) =>
                InterruptedRetrains.RestartAsync(Functions(endpoints), settings, say, cancellationToken));
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

    public static MlflowClient Tracking(Endpoints endpoints) =>
        Uri.TryCreate(endpoints.TrackingUrl, UriKind.Absolute, out Uri? uri)
            ? MlflowClient.FromEnvironment(uri)
            : throw new CliException(
                $"{Attachment.TrackingVariable} is \"{endpoints.TrackingUrl}\"; it must be like http://127.0.0.1:5000", ExitCode.Usage);

    /// <summary>A path that the person typed, seen from where they typed it.</summary>
    public string Full(string path) => Path.GetFullPath(path, environment.CurrentFolder);
}
