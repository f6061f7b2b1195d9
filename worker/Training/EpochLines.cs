namespace ImageClassifier.Worker.Training;

/// <summary>Chooses the epochs that a person is told of: all of a short training; of a long one some thirty, evenly, and whatever was better than all before.</summary>
internal static class EpochLines
{
    private const int Few = 60, Lines = 30;

    public static bool IsWorthSaying(TrainingProgress progress)
    {
        int epoch = progress.Epochs.Count, every = progress.Of <= Few ? 1 : (progress.Of + Lines - 1) / Lines;
        return epoch == 1 || epoch % every == 0 || progress.BestEpoch == epoch || progress.Over is not null;
    }
}
