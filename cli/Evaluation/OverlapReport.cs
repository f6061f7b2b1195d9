
using ImageClassifier.Contracts.Statistics;

namespace ImageClassifier.Cli.Evaluation;

/// <summary>Accuracy on some of the photos, with the bounds of the 95 % Wilson interval.</summary>
internal sealed record PartialAccuracy(int Photos, int Correct, double Accuracy, double Low, double High);

/// <summary>How many of the evaluated photos the selection of the model knew, and how well it does on each kind.</summary>
/// <param name="Training">Photos that it was trained on.</param>
/// <param name="NearTraining">Photos that look nearly like one of those.</param>
/// <param name="Validation">Photos that chose the best epoch and the champion.</param>
/// <param name="NearValidation">Photos that look nearly like one of those.</param>
/// <param name="Unseen">All others: this number is a fair one. Null where there are none.</param>
/// <param name="LooksCompared">False where the manifest is of an older version that has no hashes: photos that look nearly alike are then
/// not found.</param>
internal sealed record OverlapReport(
    int Training, int NearTraining, int Validation, int NearValidation, PartialAccuracy? Unseen, bool LooksCompared)
{
    public int Seen => Training + NearTraining + Validation + NearValidation;

    public static OverlapReport Of(IReadOnlyCollection<(Familiarity Familiarity, bool Correct)> photos, bool looksCompared)
    {
        return new OverlapReport(Count(Familiarity.Training), Count(Familiarity.NearTraining), Count(Familiarity.Validation),
            Count(Familiarity.NearValidation), Unseen(), looksCompared);

        int Count(Familiarity familiarity) => photos.Count(photo => photo.Familiarity == familiarity);

        PartialAccuracy? Unseen()
        {
            bool[] unseen = [.. photos.Where(photo => photo.Familiarity == Familiarity.Unseen).Select(photo => photo.Correct)];
            if (unseen.Length == 0) return null;
            int correct = unseen.Count(right => right);
            WilsonInterval interval = WilsonInterval.Of(correct, unseen.Length);
            return new PartialAccuracy(unseen.Length, correct, (double)correct / unseen.Length, interval.Low, interval.High);
        }
    }
}
