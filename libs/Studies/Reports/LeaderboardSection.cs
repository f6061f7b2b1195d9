using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Text;
using ImageClassifier.Studies.Reports.Charts;

namespace ImageClassifier.Studies.Reports;

/// <summary>The table of experiments, best first, each with its interval drawn on one common scale.</summary>
internal static class LeaderboardSection
{
    private const double Width = 230, Height = 26, Margin = 18;

    public static Markup Render(StudyReport report, StudyAnalysis analysis)
    {
        (double low, double high) = Scale(analysis);
        Markup rows = Markup.Join(analysis.Ranked.Select((summary, place) => Row(summary, place + 1, report, analysis, low, high)));
        Markup failed = Markup.Join(report.Runs.Where(run => run.Result is null).Select(run => Markup.Of(
            $"<li><b>{Name(run)}</b> did not finish: {run.Error ?? "no reason was given"}</li>")));
        return Markup.Of($"""
            <section><h2>Leaderboard</h2>
            <table class="board cards"><thead><tr><th class="n">#</th><th>experiment</th><th class="n">validation accuracy</th><th class="chart">{new Markup(Axis(low, high).Inline())}</th>
            <th class="n">gap</th><th class="n">macro F1</th><th class="n">best epoch</th><th class="n">time</th><th class="n">parameters</th></tr></thead>
            <tbody>{rows}</tbody></table>
            <p class="quiet">Dot: mean; line: 95 % interval; faint dots: single runs. Overlapping lines do not mean that two experiments are equal: they saw the same photos, and the tests above compare them photo by photo.</p>
            {(failed.Text.Length > 0 ? Markup.Of($"<ul>{failed}</ul>") : Markup.Nothing)}
            </section>
            """);
    }

    internal static string Name(StudyRun run) => string.Join(", ", new[]
    {
        run.Experiment.Name, run.Fold > 0 ? $"fold {run.Fold + 1}" : null, run.Repeat > 0 ? $"repeat {run.Repeat + 1}" : null,
    }.OfType<string>());

    private static Markup Row(ExperimentSummary summary, int place, StudyReport report, StudyAnalysis analysis, double low, double high)
    {
        TrainingResult best = summary.BestRun.Result!;
        string spread = summary.Accuracy.Count > 1 ? Invariant.Text($" ± {100 * summary.Accuracy.Deviation:0.0}") : "";
        string epochs = summary.Runs.Count == 1
            ? Invariant.Text($"{best.BestEpoch} of {best.Epochs.Count}")
            : Invariant.Text(
                $"{summary.Results.Average(result => result.BestEpoch):0.0} "
                    + $"of {summary.Results.Average(result => result.Epochs.Count):0.#}");
        Markup badges = Markup.Join(Badges(summary, report, analysis)
            .Select(badge => Markup.Of($" <span class=\"badge {badge.Style}\">{badge.Text}</span>")));
        Markup description = string.IsNullOrWhiteSpace(summary.Experiment.Description) ? Markup.Nothing
            : Markup.Of($"<div class=\"quiet\">{summary.Experiment.Description}</div>");
        return Markup.Of($"""
            <tr><td class="n place">{place}</td><td class="name"><b>{summary.Name}</b>{badges}{description}</td>
            <td class="n" data-label="validation accuracy"><b>{Words.Percent(summary.Accuracy.Mean)}</b>{spread}</td><td class="chart">{new Markup(Whisker(summary, low, high).Inline())}</td>
            <td class="n" data-label="gap">{Words.Signed(summary.Gap)}</td><td class="n" data-label="macro F1">{Invariant.Text($"{summary.MacroF1:0.000}")}</td>
            <td class="n" data-label="best epoch">{epochs}</td><td class="n" data-label="time">{Words.Duration(summary.Seconds)}</td>
            <td class="n" data-label="parameters">{Words.Count(summary.Parameters)}</td></tr>

            """);
    }

    private static IEnumerable<(string Text, string Style)> Badges(ExperimentSummary summary, StudyReport report, StudyAnalysis analysis)
    {
        if (summary == analysis.Winner && analysis.Ranked.Count > 1) yield return ("winner", "good");
        if (report.ServedJobId is { } served && summary.Runs.Any(run => run.JobId == served)) yield return ("serves now", "good");
        if (summary == analysis.Baseline && analysis.Ranked.Count > 1) yield return ("baseline", "");
        if (summary.Overfits) yield return ("overfits", "warn");
        if (summary.Underfits) yield return ("underfits", "warn");
        if (analysis.Comparisons.FirstOrDefault(pair => pair.Other == summary) is { IsSignificant: true })
            yield return ("worse than the winner, not by chance", "");
        if (summary.Runs.Count < summary.Planned) yield return (Invariant.Text($"{summary.Runs.Count} of {summary.Planned} runs"), "warn");
        else if (summary.Runs.Count > 1) yield return (Words.Plural(summary.Runs.Count, "run"), "");
        if (summary.Runs[0].StopAfterEpoch is { } stop) yield return (Invariant.Text($"out after {stop} epochs"), "");
    }

    private static (double Low, double High) Scale(StudyAnalysis analysis)
    {
        double low = analysis.Ranked.Select(summary => summary.Interval.Low).DefaultIfEmpty(0)
            .Min(), high = analysis.Ranked.Select(summary => summary.Interval.High).DefaultIfEmpty(1).Max();
        double step = Step(high - low);
        return (Math.Max(0, Math.Floor(low / step) * step), Math.Min(1, Math.Ceiling(high / step - 1e-9) * step));
    }

    private static double Step(double range) => range switch { <= 0.06 => 0.02, <= 0.2 => 0.05, <= 0.5 => 0.1, _ => 0.2 };

    private static double X(double value, double low, double high) =>
        Margin + (Width - 2 * Margin) * (value - low) / Math.Max(high - low, 1e-9);

    private static Svg Axis(double low, double high)
    {
        var svg = new Svg(Width, Height, "Scale of the accuracies below");
        double step = Step(high - low);
        if ((high - low) / step > 4.5) step *= 2;
        for (double tick = Math.Ceiling(low / step - 1e-9) * step; tick <= high + 1e-9; tick += step)
            svg.Line(X(tick, low, high), 20, X(tick, low, high), Height, "axis")
                .Text(X(tick, low, high), 14, Invariant.Text($"{100 * tick:0} %"), "m small mid");
        return svg;
    }

    private static Svg Whisker(ExperimentSummary summary, double low, double high)
    {
        double y = Height / 2, from = X(summary.Interval.Low, low, high), to = X(summary.Interval.High, low, high);
        var svg =
            new Svg(Width, Height,
                $"{summary.Name}: {Words.Percent(summary.Accuracy.Mean)}, 95 % "
                + $"interval {Words.Percent(summary.Interval.Low)} to {Words.Percent(summary.Interval.High)}");
        svg.Line(Margin, y, Width - Margin, y, "grid");
        svg.Line(from, y, to, y, "whisker").Line(from, y - 5, from, y + 5, "whisker").Line(to, y - 5, to, y + 5, "whisker");
        if (summary.Runs.Count > 1)
            foreach (TrainingResult result in summary.Results)
                svg.Circle(X(Math.Clamp(result.BestValAccuracy, low, high), low, high), y, 3, "train faint",
                    Words.Percent(result.BestValAccuracy));
        return svg.Circle(X(summary.Accuracy.Mean, low, high), y, 5, "train", Words.Percent(summary.Accuracy.Mean));
    }
}
