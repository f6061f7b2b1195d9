using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Statistics;

namespace ImageClassifier.Studies.Statistics;

/// <summary>How far an experiment's mean validation accuracy may be off: the same numbers in the leaderboard and in the report.</summary>
public static class AccuracyInterval
{
    /// <summary>
    /// 95 % interval of the mean. One run: Wilson's. Folds: the corrected t-interval of Nadeau and Bengio 2003. Repeats on the same photos:
    /// the wider of the t-interval over the seeds and Wilson's interval for the photos.
    /// </summary>
    /// <param name="results">Finished runs of one experiment, at least one.</param>
    /// <param name="folds">Distinct folds among them.</param>
    public static WilsonInterval Of(IReadOnlyList<TrainingResult> results, int folds)
    {
        SampleSummary accuracy = SampleSummary.Of([.. results.Select(result => result.BestValAccuracy)]);
        int photos = (int)Math.Round(results.Average(result => result.ValTotal));
        WilsonInterval byPhotos = WilsonInterval.Of((int)Math.Round(accuracy.Mean * photos), photos);
        if (accuracy.Interval(Overlap(folds)) is not { } runs) return byPhotos;
        (double low, double high) = folds > 1 ? runs : (Math.Min(runs.Low, byPhotos.Low), Math.Max(runs.High, byPhotos.High));
        return new WilsonInterval(Math.Clamp(low, 0, 1), Math.Clamp(high, 0, 1));
    }

    /// <summary>Validation over training photos of k folds; 0 for a hold-out split, where runs differ in their seed only.</summary>
    public static double Overlap(int folds) => folds > 1 ? 1.0 / (folds - 1) : 0;
}
