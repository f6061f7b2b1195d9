using System.Text.Json.Nodes;
using ImageClassifier.Cli.Api;
using ImageClassifier.Cli.Output;
using ImageClassifier.Cli.Stack;
using ImageClassifier.Contracts;
using ImageClassifier.Contracts.Retraining;

namespace ImageClassifier.Cli.Retraining;

/// <summary>Starts a retrain, or resumes the one that was interrupted, and follows it to its end.</summary>
internal sealed class RetrainRunner(FunctionsClient functions, StackSettings settings, IProgressView view)
{
    /// <summary>
    /// Starts a retrain, unless the last one was interrupted: the same one resumes, and another is ended, for two would only
    /// take turns on the same processor.
    /// </summary>
    /// <param name="request">The body of <c>POST /api/retrain</c>.</param>
    /// <param name="fingerprint">Of request and photos.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<string> StartOrResumeAsync(JsonObject request, string fingerprint, CancellationToken cancellationToken)
    {
        if (RetrainNote.Read(settings) is { } note && await functions.ProgressAsync(note.Id, cancellationToken) is { IsOver: false })
        {
            if (note.Fingerprint == fingerprint)
            {
                view.Line($"resumes retrain {note.Id}, which was interrupted");
                return note.Id;
            }
            view.Line($"ends retrain {note.Id}, which was interrupted and asked for something else");
            await functions.CancelAsync(note.Id, cancellationToken);
        }
        RetrainAccepted accepted = await functions.StartRetrainAsync(request, cancellationToken);
        foreach (Problem warning in accepted.Warnings ?? []) view.Line($"{warning}");
        new RetrainNote(accepted.Id, fingerprint).Write(settings);
        return accepted.Id;
    }

    /// <returns>The progress with its report.</returns>
    /// <exception cref="CliException">The retrain failed.</exception>
    public async Task<RetrainProgress> FollowAsync(string id, Action<RetrainProgress> onProgress, CancellationToken cancellationToken)
    {
        RetrainProgress progress = await new RetrainWatch(functions, view, TimeProvider.System)
            .FollowAsync(id, onProgress, cancellationToken);
        return progress.Report is not null ? progress : throw new CliException($"retrain {id}: {progress.Message}");
    }
}
