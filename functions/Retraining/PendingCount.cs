using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Functions.Datasets;

namespace ImageClassifier.Functions.Retraining;

/// <summary>Uploads that are not part of the data set yet; small, however many they are.</summary>
/// <param name="Waiting">How many only wait for their turn.</param>
/// <param name="Blocked">How many cannot be processed until somebody acts.</param>
/// <param name="Names">The first of them with the reasons, for a person.</param>
public sealed record PendingCount(int Waiting, int Blocked, string Names)
{
    public static PendingCount Of(CurrentDataset dataset) => new(
        dataset.Waiting.Count, dataset.Blocked.Count, PendingUpload.Names(dataset.Blocked.Concat(dataset.Waiting), dataset.Pending));

    /// <summary>What a retrain says that goes on without them; null where there is none.</summary>
    public string? Warning()
    {
        int count = Waiting + Blocked;
        if (count == 0) return null;
        return $"{count} {(count == 1 ? "upload" : "uploads")} could not be processed{(Waiting > 0 ? " in time" : "")} and "
            + $"{(count == 1 ? "is" : "are")} not part of this retrain: {Names}";
    }
}
