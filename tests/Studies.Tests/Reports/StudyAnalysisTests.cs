using ImageClassifier.Studies.Reports;
using ImageClassifier.Studies.Statistics;
using static Studies.Tests.Reports.Studies;

namespace Studies.Tests.Reports;

public sealed class StudyAnalysisTests
{
    [Fact]
    public void Single_runs_are_compared_photo_by_photo_with_Holms_correction()
    {
        StudyAnalysis analysis =
            StudyAnalysis.Of([Run("baseline", First(60, 100)), Run("tuned", First(80, 100)), Run("bad", First(50, 100))]);

        Assert.Equal(["tuned", "baseline", "bad"], analysis.Ranked.Select(summary => summary.Name));
        Assert.Equal(ComparisonTest.McNemar, analysis.AgainstRunnerUp!.Comparison!.Test);
        Assert.Equal(analysis.AgainstRunnerUp, analysis.AgainstBaseline);
        // 20 and 30 photos that only the winner knows: 2 · 2⁻²⁰ and 2 · 2⁻³⁰, of which the second, smaller one counts twice.
        Assert.Equal(Math.Pow(2, -19), analysis.Comparisons[0].AdjustedP, 1e-12);
        Assert.Equal(2 * Math.Pow(2, -29), analysis.Comparisons[1].AdjustedP, 1e-15);
        Assert.All(analysis.Comparisons, pair => Assert.True(pair.IsSignificant));
    }

    [Fact]
    public void Without_predictions_single_runs_are_not_judged()
    {
        StudyAnalysis analysis = StudyAnalysis.Of([Run("a", First(90, 100), predictions: false), Run("b", First(10, 100))]);

        Assert.Null(analysis.AgainstRunnerUp!.Comparison);
        Assert.False(analysis.AgainstRunnerUp.IsSignificant);
    }

    [Fact]
    public void Repeats_must_differ_by_more_than_seeds_and_photos_do()
    {
        // Every seed gives two photos more, of 20: no chance of seeds explains that, but a chance of photos may.
        StudyRun[] runs = [.. Enumerable.Range(0, 5).SelectMany(repeat =>
            new[] { Run("a", First(14 + repeat % 2, 20), repeat: repeat), Run("b", First(12 + repeat % 2, 20), repeat: repeat) })];

        PairwiseComparison pair = StudyAnalysis.Of(runs).AgainstRunnerUp!;

        Assert.Equal(ComparisonTest.Photos, pair.Comparison!.Test);
        Assert.Equal(0.1, pair.Comparison.Difference, 12);
        Assert.False(pair.IsSignificant);
    }

    [Fact]
    public void Folds_are_compared_with_the_correction_for_their_overlap()
    {
        int[] better = [15, 16, 17, 18, 16], worse = [14, 15, 14, 16, 14];
        StudyRun[] runs = [.. Enumerable.Range(0, 5)
            .SelectMany(fold => new[] { Run("a", First(better[fold], 20), fold: fold), Run("b", First(worse[fold], 20), fold: fold) })];

        StudyAnalysis analysis = StudyAnalysis.Of(runs);
        Comparison comparison = analysis.AgainstRunnerUp!.Comparison!;

        // Differences 0.05, 0.05, 0.15, 0.1, 0.1: mean 0.09, deviation 0.041833, error √(1/5 + 1/4) · 0.041833 = 0.028062.
        Assert.Equal((ComparisonTest.Folds, 0.09), (comparison.Test, Math.Round(comparison.Difference, 12)));
        Assert.Equal(0.09 + 2.776445 * 0.028062, comparison.High, 5);
        Assert.Equal(0.82, analysis.Winner!.Accuracy.Mean, 12);
    }

    [Fact]
    public void Overfitting_needs_a_large_gap_that_chance_does_not_explain()
    {
        Assert.True(Of(Run("x", First(70, 100), trainAccuracy: 0.99)).Overfits);
        Assert.False(Of(Run("x", First(95, 100), trainAccuracy: 0.99)).Overfits); // a small gap
        Assert.False(Of(Run("x", First(7, 10), trainAccuracy: 0.85)).Overfits); // 7 of 10 may be 89 %
        Assert.True(Of(Run("x", First(70, 100), trainAccuracy: 0.75)).Underfits);

        static ExperimentSummary Of(StudyRun run) => new([run]);
    }

    [Fact]
    public void The_verdict_says_that_a_lead_is_within_the_noise_and_what_would_prove_it()
    {
        StudyReport outcome = Outcome(Run("baseline", First(14, 20)), Run("tuned", First(15, 20)));
        StudyAnalysis analysis = StudyAnalysis.Of(outcome.Runs);

        Verdict verdict = Verdict.Of(outcome, analysis);

        Assert.StartsWith(
            "tuned came first with 75.0 % validation accuracy (95 % interval 53.1 % to 88.8 %), 5.0 points ahead of baseline, which is "
                + "within the noise.", verdict.Headline);
        Assert.Contains("McNemar's exact test on the same 20 validation photos: p = 1", Assert.Single(verdict.Differences));
        Assert.Contains("best of 2", verdict.Caveat);
        Assert.Contains(Advice.Of(outcome, analysis), line =>
            line.StartsWith("To prove a lead of 5.0 points, about ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_proven_lead_and_a_baseline_that_nobody_beats_are_said()
    {
        Assert.Contains("more than noise", Of(Run("baseline", First(50, 100)), Run("tuned", First(80, 100))).Headline);
        Assert.Contains("The winner is the baseline itself",
            string.Join(' ', Of(Run("baseline", First(80, 100)), Run("tuned", First(70, 100))).Differences));
        Assert.Contains("No run finished", Of(Run("baseline", First(1, 2)) with { Result = null, Error = "why" }).Headline);

        static Verdict Of(params StudyRun[] runs) => Verdict.Of(Outcome(runs), StudyAnalysis.Of(runs));
    }

    [Fact]
    public void Advice_names_what_the_winner_lacks()
    {
        // Class b is known in 4 of 10 cases, a always.
        bool[] right = [.. Enumerable.Range(0, 20).Select(i => i % 2 == 0 || i < 8)];
        StudyReport outcome = Outcome(Run("only", right, trainAccuracy: 1));

        string advice = string.Join('\n', Advice.Of(outcome, StudyAnalysis.Of(outcome.Runs)));

        Assert.Contains("knows its training photos by 30.0 points better", advice);
        Assert.Contains("pretrained weights in place of training from scratch on 80 photos", advice);
        Assert.Contains("More photos of b, in all the ways it can look: only 40.0 % are recognized, and 6 of 10 are taken for a", advice);
        Assert.Contains("More epochs: the best of only's 6 was number 6", advice);
    }
}
