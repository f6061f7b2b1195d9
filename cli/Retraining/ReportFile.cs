using ImageClassifier.Cli.Api;
using ImageClassifier.Cli.Stack;

namespace ImageClassifier.Cli.Retraining;

/// <summary>A copy of a retrain's report in the state folder, <c>reports/{id}.html</c>: it can be opened when no service runs.</summary>
internal static class ReportFile
{
    /// <returns>Full path; null where the app has no report of it.</returns>
    public static async Task<string?> SaveAsync(FunctionsClient functions, StackSettings settings, string retrainId,
        CancellationToken cancellationToken)
    {
        if (await functions.ReportPageAsync(retrainId, cancellationToken) is not { } page) return null;
        string file = Path.Combine(settings.StateFolder, "reports", $"{retrainId}.html");
        StateFile.Write(file, page);
        return file;
    }
}
