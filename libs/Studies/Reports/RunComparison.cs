using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Studies.Statistics;

namespace ImageClassifier.Studies.Reports;

/// <summary>Tells the difference of two experiments from noise, as well as their runs allow.</summary>
internal static class RunComparison
{
    /// <returns>Null where the runs cannot be paired: no predictions of single runs, or no fold and repeat in common.</returns>
    public static Comparison? Of(ExperimentSummary first, ExperimentSummary second)
    {
        (StudyRun First, StudyRun Second)[] pairs = [.. first.Runs.Join(second.Runs, run => run.Pair, run => run.Pair, (a, b) => (a, b))];
        double[] differences = [.. pairs.Select(pair => pair.First.Result!.BestValAccuracy - pair.Second.Result!.BestValAccuracy)];
        int folds = pairs.Select(pair => pair.First.Fold).Distinct().Count();
        if (folds > 1)
            return Comparison.Paired(ComparisonTest.Folds, differences, AccuracyInterval.Overlap(Math.Max(first.Folds, second.Folds)));

        (double[] First, double[] Second)? hits = Hits(pairs);
        if (pairs.Length == 1)
            return hits is { } once
                ? Comparison.McNemar([.. once.First.Select(hit => hit > 0.5)], [.. once.Second.Select(hit => hit > 0.5)]) : null;
        if (pairs.Length < 2) return null;
        // A difference counts that neither other seeds nor other photos would explain: the weaker of two tests.
        Comparison seeds = Comparison.Paired(ComparisonTest.Seeds, differences);
        if (hits is not { First.Length: >= 2 } all) return seeds;
        Comparison photos = Comparison.Paired(ComparisonTest.Photos, [.. all.First.Zip(all.Second, (a, b) => a - b)]);
        return photos.P > seeds.P || (photos.P == seeds.P && photos.High - photos.Low > seeds.High - seeds.Low) ? photos : seeds;
    }

    /// <summary>How often each photo is right in the runs of either side; null unless all runs answered for the same photos.</summary>
    private static (double[] First, double[] Second)? Hits((StudyRun First, StudyRun Second)[] pairs)
    {
        StudyRun[] runs = [.. pairs.SelectMany(pair => new[] { pair.First, pair.Second })];
        if (runs.Length == 0 || runs.Any(run => run.Predictions is null)) return null;
        string[] photos = [.. Ordered(runs[0]).Select(photo => photo.Sha256)];
        if (runs.Any(run => !Ordered(run).Select(photo => photo.Sha256).SequenceEqual(photos))) return null;
        return (Mean(pairs.Select(pair => pair.First)), Mean(pairs.Select(pair => pair.Second)));

        double[] Mean(IEnumerable<StudyRun> side)
        {
            double[][] right = [.. side.Select(run => Ordered(run).Select(photo => photo.Predicted() == photo.Actual ? 1.0 : 0).ToArray())];
            return [.. Enumerable.Range(0, photos.Length).Select(i => right.Average(run => run[i]))];
        }
    }

    private static IEnumerable<PhotoPrediction> Ordered(StudyRun run) =>
        run.Predictions!.Photos.OrderBy(photo => photo.Sha256, StringComparer.Ordinal);
}
