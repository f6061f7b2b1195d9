using ImageClassifier.Mlflow;
using ImageClassifier.Storage;

namespace ImageClassifier.Cli.Stack;

/// <summary>Services that somebody else runs, in Azure for instance, and that the environment points at.</summary>
internal static class Attachment
{
    /// <summary>Root of a functions app; with it imgc starts nothing.</summary>
    public const string FunctionsUrlVariable = "IMGC_FUNCTIONS_URL";

    /// <summary>Sent as <c>x-functions-key</c>, where the functions app asks for one.</summary>
    public const string FunctionsKeyVariable = "IMGC_FUNCTIONS_KEY";

    public const string TrackingVariable = MlflowVariables.TrackingUri;

    /// <returns>Null when the environment names no functions app.</returns>
    /// <exception cref="CliException">It names one, but not its storage or its tracking server.</exception>
    public static Endpoints? FromEnvironment(Func<string, string?> environment)
    {
        if (environment(FunctionsUrlVariable) is not { Length: > 0 } url) return null;
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? parsed) || parsed.Scheme is not ("http" or "https"))
            throw new CliException($"{FunctionsUrlVariable} is \"{url}\"; it must be like https://name.azurewebsites.net", ExitCode.Usage);
        Required(TrackingVariable);
        return new Endpoints(
            url.TrimEnd('/'), TrackingElsewhere.FromEnvironment(environment)!.Address.Url, Required(StorageAccount.ConnectionSetting));

        string Required(string name) => environment(name) is { Length: > 0 } value
            ? value
            : throw new CliException(
                $"{FunctionsUrlVariable} is set, so {name} must be set too: imgc talks to the app, its storage and its tracking server",
                    ExitCode.Usage);
    }
}
