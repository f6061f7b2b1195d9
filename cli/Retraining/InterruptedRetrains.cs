using ImageClassifier.Cli.Api;
using ImageClassifier.Cli.Stack;
using ImageClassifier.Contracts.Retraining;

namespace ImageClassifier.Cli.Retraining;

/// <summary>Retrains that a killed storage may have left without the messages that they wait for.</summary>
internal static class InterruptedRetrains
{
    /// <summary>Starts each over that is not at its end.</summary>
    /// <param name="functions">The app whose storage was killed.</param>
    /// <param name="settings">Of the state folder, where the last retrain is noted.</param>
    /// <param name="say">Told which ones.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    public static async Task RestartAsync(FunctionsClient functions, StackSettings settings, Action<string> say,
        CancellationToken cancellationToken)
    {
        foreach (RetrainProgress retrain in await functions.RetrainsAsync(cancellationToken))
        {
            if (retrain.IsOver) continue;
            string next = await functions.RestartAsync(retrain.RetrainId, cancellationToken);
            say($"Azurite was killed while retrain {retrain.RetrainId} ran: {next} takes its place and reuses what is trained");
            if (RetrainNote.Read(settings) is { } note && note.Id == retrain.RetrainId) (note with { Id = next }).Write(settings);
        }
    }
}
