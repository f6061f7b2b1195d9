using ImageClassifier.Cli.Stack;
using ImageClassifier.Mlflow;

namespace ImageClassifier.Cli.Diagnosis;

/// <summary>Says which tracking server runs are logged to, and why it cannot be, before anything is uploaded.</summary>
internal static class TrackingCheck
{
    /// <summary>The server, which takes runs and their artifacts.</summary>
    /// <exception cref="CliException">It cannot be used; the message says why and what to do.</exception>
    public static async Task<MlflowServer> RequireAsync(MlflowClient tracking, StackSettings settings, CancellationToken cancellationToken)
    {
        MlflowServer server = await tracking.ExamineAsync(settings.Experiment, cancellationToken);
        return server.Problem is null ? server
            : throw new CliException(
                $"{server.Describe()} cannot be used: {server.Problem}{Ending(server.Problem)}{Advice(server, settings)}",
                ExitCode.Service);
    }

    /// <summary>The same as a line of <c>imgc doctor</c>.</summary>
    public static Finding Finding(MlflowServer server, StackSettings settings) => new(
        "tracking server", server.Problem is null,
        server.Problem is null ? server.Describe() : $"{server.Describe()}: {server.Problem}", Advice(server, settings));

    private static string? Advice(MlflowServer server, StackSettings settings) => server.Advice is not { } advice ? null
        : settings.Tracking is null ? advice : $"{advice}; or unset {MlflowVariables.TrackingUri}: then imgc starts a server of its own";

    private static string Ending(string sentence) => sentence.EndsWith('.') ? " " : "; ";
}
