using ImageClassifier.Cli.Output;
using ImageClassifier.Cli.Stack;

namespace ImageClassifier.Cli.Retraining;

/// <summary>
/// Who may do what in a state folder, one imgc at a time. A lock belongs to a living process, so a retrain that is noted and whose lock is
/// free was interrupted, and one whose lock is held was not.
/// </summary>
internal sealed class TurnLocks(StackSettings settings, Terminal terminal)
{
    /// <summary>To train: two would only take turns on the same processor. Held for the whole command.</summary>
    public Task<FolderLock> TrainAsync(CancellationToken cancellationToken) => FolderLock.TakeAsync(settings, "training.lock",
        () => terminal.Note("another imgc trains in this state folder; this one waits until it is done (Ctrl-C ends the wait)"),
            cancellationToken);

    /// <summary>To change the uploads. A training holds it until it has frozen its list of photos.</summary>
    public Task<FolderLock> UploadAsync(CancellationToken cancellationToken) => FolderLock.TakeAsync(settings, "uploads.lock",
        () => terminal.Note("another imgc is uploading; this one waits until that is done"), cancellationToken);
}
