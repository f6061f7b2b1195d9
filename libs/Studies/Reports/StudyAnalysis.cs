using ImageClassifier.Studies.Statistics;

namespace ImageClassifier.Studies.Reports;

/// <summary>The winner against one other experiment.</summary>
/// <param name="Other">The other.</param>
/// <param name="Comparison">Winner minus other; null where it cannot be tested.</param>
/// <param name="AdjustedP">The p-value after Holm's correction for all comparisons with the winner; 1 without a test.</param>
public sealed record PairwiseComparison(ExperimentSummary Other, Comparison? Comparison, double AdjustedP)
{
    /// <summary>5 %.</summary>
    public bool IsSignificant => Comparison is not null && AdjustedP < 0.05;
}

/// <summary>What the runs of a study say, before it is put into words. Pure.</summary>
public sealed class StudyAnalysis
{
    private StudyAnalysis(IReadOnlyList<ExperimentSummary> ranked, IReadOnlyList<PairwiseComparison> comparisons,
        ExperimentSummary? baseline) =>
        (Ranked, Comparisons, Baseline) = (ranked, comparisons, baseline);

    /// <summary>
    /// Experiments with a finished run, by mean validation accuracy; among equals the lower loss, then the fewer parameters. Those that
    /// lack a run come after the complete ones, for a mean over fewer runs is easily lucky.
    /// </summary>
    public IReadOnlyList<ExperimentSummary> Ranked { get; }

    /// <summary>The winner against the others, in their order.</summary>
    public IReadOnlyList<PairwiseComparison> Comparisons { get; }

    /// <summary>The experiment named <c>baseline</c>, else the first of the plan; null if it did not finish.</summary>
    public ExperimentSummary? Baseline { get; }

    /// <summary>Null when no run finished.</summary>
    public ExperimentSummary? Winner => Ranked.Count > 0 ? Ranked[0] : null;

    public PairwiseComparison? AgainstRunnerUp => Comparisons.Count > 0 ? Comparisons[0] : null;

    /// <summary>Null where the winner is the baseline.</summary>
    public PairwiseComparison? AgainstBaseline => Comparisons.FirstOrDefault(pair => pair.Other == Baseline);

    /// <param name="runs">In the order of the plan.</param>
    public static StudyAnalysis Of(IReadOnlyList<StudyRun> runs)
    {
        ExperimentSummary[] summaries =
        [
            .. runs.GroupBy(run => run.Experiment.Name)
                .Select(group => (Planned: group.Count(), Finished: group.Where(run => run.Result is not null).ToArray()))
                .Where(group => group.Finished.Length > 0).Select(group => new ExperimentSummary(group.Finished, group.Planned)),
        ];
        // Sorting is stable: what is still equal stays in the order of the plan.
        ExperimentSummary[] ranked = [.. summaries.OrderBy(summary => summary.Runs.Count < summary.Planned)
            .ThenByDescending(summary => summary.Accuracy.Mean).ThenBy(summary => summary.Loss).ThenBy(summary => summary.Parameters)];
        Comparison?[] comparisons = [.. ranked.Skip(1).Select(other => RunComparison.Of(ranked[0], other))];
        var adjusted = new Queue<double>(Comparison.Holm([.. comparisons.OfType<Comparison>().Select(comparison => comparison.P)]));
        PairwiseComparison[] against = [.. ranked.Skip(1).Zip(comparisons, (other, comparison) =>
            new PairwiseComparison(other, comparison, comparison is null ? 1 : adjusted.Dequeue()))];
        string? baseline = runs.Select(run => run.Experiment.Name)
            .FirstOrDefault(name => string.Equals(name, "baseline", StringComparison.OrdinalIgnoreCase))
            ?? runs.Select(run => run.Experiment.Name).FirstOrDefault();
        return new StudyAnalysis(ranked, against, ranked.FirstOrDefault(summary => summary.Name == baseline));
    }
}
