using ImageClassifier.Studies.Reports.Charts;

namespace ImageClassifier.Studies.Reports;

/// <summary>Accuracy and loss of every experiment on common scales, small enough to be seen side by side.</summary>
internal static class CurvesSection
{
    private const double Width = 330, Height = 190;

    // More do not help a person, and the file stays small.
    private const int MostExperiments = 24, MostRuns = 10;

    public static Markup Render(StudyAnalysis analysis)
    {
        if (analysis.Ranked.Count == 0) return Markup.Nothing;
        (ExperimentSummary Summary, CurveRun[] Runs)[] shown =
            [.. analysis.Ranked.Take(MostExperiments).Select(summary => (summary, Runs(summary)))];
        CurveRun[] all = [.. shown.SelectMany(entry => entry.Runs)];
        double low = CurvePanel.LowestAccuracy(all), high = CurvePanel.HighestLoss(all);
        Markup figures = Markup.Join(shown.Select(entry => Markup.Of($"""
            <figure><figcaption><b>{entry.Summary.Name}</b></figcaption>{Draw(entry.Summary, CurvePanel.Accuracy(entry.Runs, low))}{Draw(entry.Summary, CurvePanel.Loss(entry.Runs, high))}</figure>

            """)));
        string hidden = analysis.Ranked.Count > MostExperiments
            ? $" The best {MostExperiments} of {analysis.Ranked.Count} experiments are shown." : "";
        string repeats = analysis.Ranked.Any(summary => summary.Runs.Count > 1)
            ? " Strong lines: the best run; thin lines: the others." : "";
        return Markup.Of($"""
            <section><h2>Learning curves</h2>
            <p class="quiet">Training is measured on augmented photos while it goes on, so it may lie below validation. The dashed line marks the epoch whose weights were kept.{repeats}{hidden}</p>
            <div class="curves">{figures}</div></section>
            """);
    }

    private static CurveRun[] Runs(ExperimentSummary summary) =>
    [
        .. new[] { summary.BestRun }.Concat(summary.Runs.Where(run => run != summary.BestRun)).Take(MostRuns)
            .Select(run => new CurveRun(run.Result!.Epochs, run.Result.BestEpoch)),
    ];

    private static Markup Draw(ExperimentSummary summary, CurvePanel panel)
    {
        var svg = new Svg(Width, Height, $"{summary.Name}: {panel.Title} by epoch");
        panel.Draw(svg, 0, Width, Height);
        return new Markup(svg.Inline());
    }
}
