using ImageClassifier.Contracts.Text;
using ImageClassifier.Studies.Statistics;

namespace ImageClassifier.Studies.Reports;

/// <summary>The outcome of a study in words: who won, whether by more than noise, what overfits. Pure.</summary>
/// <param name="Headline">One sentence.</param>
/// <param name="Differences">How far the lead can be believed.</param>
/// <param name="Fit">What overfits and what underfits.</param>
/// <param name="Caveat">Why the winner's own number flatters it; null without a choice.</param>
public sealed record Verdict(string Headline, IReadOnlyList<string> Differences, IReadOnlyList<string> Fit, string? Caveat)
{
    public static Verdict Of(StudyReport report, StudyAnalysis analysis)
    {
        if (analysis.Winner is not { } winner)
            return new Verdict("No run finished, so there is nothing to compare; the table says why.", [], [], null);
        return new Verdict(HeadlineOf(analysis, winner), [.. DifferencesOf(analysis, winner)], [.. FitOf(analysis)],
            CaveatOf(analysis, winner));
    }

    private static string HeadlineOf(StudyAnalysis analysis, ExperimentSummary winner)
    {
        string score =
            $"{Words.Percent(winner.Accuracy.Mean)} validation accuracy (95 % "
                + $"interval {Words.Percent(winner.Interval.Low)} to {Words.Percent(winner.Interval.High)})";
        if (analysis.AgainstRunnerUp is not { } pair) return $"{winner.Name} reaches {score}.";
        double lead = winner.Accuracy.Mean - pair.Other.Accuracy.Mean;
        if (lead < 1e-9)
            return $"{winner.Name} and {pair.Other.Name} share the first place with {score}; {winner.Name} has the lower validation loss.";
        string noise = pair.Comparison is null ? "" : pair.IsSignificant ? ", and that is more than noise" : ", which is within the noise";
        return $"{winner.Name} came first with {score}, {Words.Points(lead)} ahead of {pair.Other.Name}{noise}.";
    }

    private static IEnumerable<string> DifferencesOf(StudyAnalysis analysis, ExperimentSummary winner)
    {
        if (analysis.AgainstRunnerUp is { } runnerUp)
        {
            yield return Sentence(winner, runnerUp, "the runner-up", analysis);
            if (analysis.AgainstBaseline is { } baseline && baseline != runnerUp)
                yield return Sentence(winner, baseline, "the baseline", analysis);
            string[] beaten = [.. analysis.Comparisons.Where(pair => pair.IsSignificant && pair != runnerUp
                && pair != analysis.AgainstBaseline).Select(pair => pair.Other.Name)];
            if (beaten.Length > 0) yield return $"The winner is also better than {Words.List(beaten)} by more than the noise.";
        }
        if (analysis.Baseline == winner && analysis.Ranked.Count > 1)
            yield return "The winner is the baseline itself: nothing that was tried improved on it.";
    }

    private static string Sentence(ExperimentSummary winner, PairwiseComparison pair, string role, StudyAnalysis analysis)
    {
        string against = role.EndsWith(pair.Other.Name, StringComparison.Ordinal) ? $"Against {role}"
            : $"Against {role}, {pair.Other.Name}";
        if (pair.Comparison is not { } comparison)
            return $"{against}: the runs cannot be paired photo by photo, so "
                + $"whether {Words.Points(winner.Accuracy.Mean - pair.Other.Accuracy.Mean)} are more than noise is unknown.";
        string verdict = pair.IsSignificant ? "larger than the noise" : "not larger than the noise";
        int tested = analysis.Comparisons.Count(other => other.Comparison is not null);
        string corrected = tested < 2 ? "" : Words.P(pair.AdjustedP) == Words.P(comparison.P)
            ? $", also after Holm's correction for {tested} comparisons"
            : $"; {Words.P(pair.AdjustedP)} after Holm's correction for {tested} comparisons";
        return $"{against}: the difference of {Words.Points(comparison.Difference)} is {verdict}. Its 95 % interval reaches "
            + $"from {Words.Signed(comparison.Low)} to "
            + $"{Words.Signed(comparison.High)} points ({TestName(comparison.Test, winner)}: {Words.P(comparison.P)}{corrected}).";
    }

    private static string TestName(ComparisonTest test, ExperimentSummary winner) => test switch
    {
        ComparisonTest.McNemar => Invariant.Text($"McNemar's exact test on the same {winner.Results[0].ValTotal} validation photos"),
        ComparisonTest.Photos => Invariant.Text(
            $"paired t-test over the {winner.Results[0].ValTotal} validation photos, each averaged over {winner.Runs.Count} repeats"),
        ComparisonTest.Seeds => Invariant.Text($"paired t-test over the seeds of {winner.Runs.Count} repeats"),
        _ => Invariant.Text($"corrected resampled t-test over {winner.Runs.Count} runs in {winner.Folds} folds"),
    };

    private static IEnumerable<string> FitOf(StudyAnalysis analysis)
    {
        ExperimentSummary[] over = [.. analysis.Ranked.Where(summary => summary.Overfits)],
            under = [.. analysis.Ranked.Where(summary => summary.Underfits)];
        if (over.Length > 0)
        {
            string names = Words.List([.. over.Select(summary => $"{summary.Name} (+{Words.Points(summary.Gap)})")]);
            yield return $"{names} {(over.Length == 1 ? "overfits" : "overfit")}: "
                + $"the training photos are known better than the validation photos by more "
                + $"than {Words.Points(ExperimentSummary.LargeGap)}, and by more than chance makes of so few photos.";
        }
        if (under.Length > 0)
        {
            string names = Words.List([.. under.Select(summary => $"{summary.Name} ({Words.Percent(summary.TrainAccuracy)})")]);
            yield return $"{names} {(under.Length == 1 ? "underfits" : "underfit")}: "
                + $"less than {Words.Percent(ExperimentSummary.LowTrainAccuracy)} even of the training photos are known.";
        }
        if (over.Length == 0 && under.Length == 0)
            yield return "Nothing overfits or underfits clearly: the gaps between training and validation accuracy are below ten points "
                + "or within chance, and the training photos are known.";
    }

    private static string? CaveatOf(StudyAnalysis analysis, ExperimentSummary winner) => analysis.Ranked.Count < 2
        ? "The best epoch was chosen on the validation photos, so their accuracy is a little optimistic. For a fair number: `./run "
        + "evaluate FOLDER`, with photos that were never used."
        : Invariant.Text(
            $"The winner was chosen as the best of {analysis.Ranked.Count} on these very validation photos, so "
                + $"its {Words.Percent(winner.Accuracy.Mean)} are optimistic. For a fair number: `./run evaluate FOLDER`, with photos "
                + $"that were never used.");
}
