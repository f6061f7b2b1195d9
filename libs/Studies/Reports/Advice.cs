using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Statistics;
using ImageClassifier.Contracts.Text;
using ImageClassifier.Studies.Statistics;

namespace ImageClassifier.Studies.Reports;

/// <summary>What to try next, by rules that a practitioner goes by. Pure.</summary>
internal static class Advice
{
    private const int Most = 6;

    // A class with a recall this far below the mean needs more photos first of all.
    private const double WeakRecall = 0.15;

    /// <returns>The most useful first.</returns>
    public static IReadOnlyList<string> Of(StudyReport report, StudyAnalysis analysis)
    {
        if (analysis.Winner is not { } winner) return [];
        TrainingResult best = winner.BestRun.Result!;
        return [.. new[]
        {
            Capacity(winner, report), Photos(best), Length(winner), LossRises(winner), Noise(analysis, winner), Confidence(best),
                Balance(report.Counts),
        }.OfType<string>().Take(Most)];
    }

    private static string? Capacity(ExperimentSummary winner, StudyReport report)
    {
        Experiment experiment = winner.Experiment;
        bool pretrained = experiment.Model.Pretrained is not null;
        int photos = report.Counts.Sum(count => count.Train);
        if (winner.Underfits)
        {
            return $"{winner.Name} still underfits: more epochs or a higher learning rate first, then "
                + (pretrained ? "unfreeze more of the network (`transfer.strategy`)"
                    : "a larger network or image, or pretrained weights (study `transfer`)")
                + (experiment.Regularization.MixUp > 0 || experiment.Regularization.CutMix > 0
                    || experiment.Model.Dropout >= 0.4 ? ", and less regularization" : "") + ".";
        }
        if (!winner.Overfits) return null;
        var ways = new List<string>();
        if (!pretrained)
            ways.Add(Invariant.Text($"pretrained weights in place of training from scratch on {photos} photos (study `transfer`)"));
        if (!Augments(experiment.Data.Augmentation)) ways.Add("augmentation (flips, rotation, random crops: study `augmentation`)");
        else if (!experiment.Data.Augmentation.TrivialAugmentWide && experiment.Data.Augmentation.RandAugment is null)
            ways.Add("stronger augmentation (`trivialAugmentWide`, `randomErasing`)");
        if (experiment.Regularization.WeightDecay <= 0) ways.Add("some weight decay (5e-4)");
        if (experiment.Regularization is { MixUp: <= 0, CutMix: <= 0 }) ways.Add("MixUp or CutMix (study `mixing`)");
        return $"{winner.Name} knows its training photos by {Words.Points(winner.Gap)} better than others. Against that, one at a "
            + $"time: {string.Join("; ", ways.Take(3))}; and more photos, which help most.";
    }

    private static string? Photos(TrainingResult best)
    {
        ClassScore? worst = best.PerClass.Where(score => score.Support > 0).MinBy(score => score.Recall);
        if (worst is null || worst.Recall >= 1) return null;
        double mean = best.PerClass.Where(score => score.Support > 0).Average(score => score.Recall);
        int row = Enumerable.Range(0, best.Classes.Count).First(k => best.Classes[k] == worst.Label);
        (int other, int times) = Enumerable.Range(0, best.Classes.Count).Where(k => k != row).Select(k => (k, best.ConfusionMatrix[row][k]))
            .MaxBy(pair => pair.Item2);
        if (times == 0 || mean - worst.Recall < WeakRecall / 2) return null;
        string confused = Invariant.Text($"{times} of {worst.Support} are taken for {best.Classes[other]}");
        return mean - worst.Recall >= WeakRecall
            ? $"More photos of {worst.Label}, in all the ways it can look: only {Words.Percent(worst.Recall)} are recognized, "
            + $"and {confused}."
            : $"Photos that tell {worst.Label} from {best.Classes[other]}: {confused}.";
    }

    private static string? Length(ExperimentSummary winner)
    {
        TrainingResult result = winner.BestRun.Result!;
        int epochs = result.Epochs.Count;
        if (epochs < 5) return null;
        if (result.BestEpoch >= epochs - Math.Max(0, epochs / 20) && result.StopReason == StopReason.AllEpochs)
            return Invariant.Text(
                $"More epochs: the best of {winner.Name}'s {epochs} was number {result.BestEpoch}, so it may not be at its end.");
        return result.BestEpoch <= epochs / 2 && result.StopReason == StopReason.AllEpochs
            ? Invariant.Text(
                $"Fewer epochs, or early stopping: {winner.Name} was best after epoch {result.BestEpoch} of {epochs}, and the rest was "
                    + $"time only. A schedule that ends there (cosine) often gains a little.")
            : null;
    }

    private static string? LossRises(ExperimentSummary winner)
    {
        IReadOnlyList<EpochRecord> epochs = winner.BestRun.Result!.Epochs;
        if (epochs.Count < 5) return null;
        EpochRecord lowest = epochs.MinBy(epoch => epoch.ValLoss)!, last = epochs[^1];
        return last.ValLoss > 1.25 * lowest.ValLoss && last.TrainLoss < lowest.TrainLoss && last.Epoch - lowest.Epoch >= 3
            ? Invariant.Text(
                $"The validation loss of {winner.Name} rises from {lowest.ValLoss:0.00} (epoch {lowest.Epoch}) "
                    + $"to {last.ValLoss:0.00} while its training loss falls: it learns the photos by heart, and grows too sure. Stop by "
                    + $"`val_loss`, or add label smoothing.")
            : null;
    }

    private static string? Noise(StudyAnalysis analysis, ExperimentSummary winner)
    {
        if (analysis.AgainstRunnerUp is not { IsSignificant: false, Comparison: { } comparison } pair) return null;
        string more = winner.Runs.Count < 3 ? "repeat the study with `--repeats 5` to see what the seed does"
            : "use more validation photos or cross-validation";
        if (comparison.Difference < 1e-9)
            return $"{winner.Name} and {pair.Other.Name} cannot be told apart: take the smaller or faster one, or {more}.";
        // Standard error of one photo's difference, from the interval; 80 % power at 5 % (Lehr 1992: (1.96 + 0.84)²).
        double n = winner.Results[0].ValTotal, deviation = (comparison.High - comparison.Low) / (2 * WilsonInterval.Z95) * Math.Sqrt(n);
        double needed = 7.84 * deviation * deviation / (comparison.Difference * comparison.Difference);
        string photos = comparison.Test is ComparisonTest.McNemar or ComparisonTest.Photos && needed < 1e6
            ? Invariant.Text(
                $"To prove a lead of {Words.Points(comparison.Difference)}, about {Round(needed)} validation photos would be needed "
                    + $"instead of {n}; ")
            : "";
        string sentence = $"{photos}{more}, before choosing between {winner.Name} and {pair.Other.Name} by accuracy alone.";
        return char.ToUpperInvariant(sentence[0]) + sentence[1..];
    }

    private static string? Confidence(TrainingResult best)
    {
        if (best.EceCalibrated is not { } calibrated || best.Ece < 0.08) return null;
        string direction = best.Temperature > 1.05 ? "too sure" : best.Temperature < 0.95 ? "less sure than they are right"
            : "unevenly sure";
        return calibrated < 0.75 * best.Ece
            ? Invariant.Text(
                $"Raw answers are {direction} (calibration error {best.Ece:0.000}); serving divides the logits "
                    + $"by {best.Temperature:0.00}, which brings it to {calibrated:0.000}. Nothing is to be done.")
            : Invariant.Text(
                $"Take the probabilities with care: the calibration error is {best.Ece:0.000}, and one temperature "
                    + $"({best.Temperature:0.00}) hardly mends it on so few photos.");
    }

    private static string? Balance(IReadOnlyList<ClassCount> counts)
    {
        if (counts.Count == 0) return null;
        ClassCount least = counts.MinBy(count => count.Train)!, most = counts.MaxBy(count => count.Train)!;
        return most.Train >= 3 * Math.Max(1, least.Train)
            ? Invariant.Text(
                $"Balance the classes: {most.Label} has {most.Train} training photos and {least.Label} {least.Train}; more of the "
                    + $"latter, or `regularization.classWeights`.")
            : null;
    }

    private static bool Augments(AugmentationOptions options) => options != new AugmentationOptions();

    private static string Round(double value)
    {
        double unit = Math.Pow(10, Math.Floor(Math.Log10(value)) - 1);
        return (Math.Ceiling(value / unit) * unit).ToString("N0", System.Globalization.CultureInfo.InvariantCulture);
    }
}
