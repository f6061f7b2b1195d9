using ImageClassifier.Contracts.Text;
using System.Globalization;

namespace ImageClassifier.Studies.Reports;

/// <summary>
/// The report of a study as one HTML file: nothing in it is loaded from elsewhere, nothing runs. Light or dark as the reader's system is.
/// </summary>
public static class StudyReportPage
{
    // Named by the content policy too, should a mistake ever let a label become markup.
    private const string Policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

    /// <returns>An HTML document in UTF-8.</returns>
    public static string Render(StudyReport report)
    {
        StudyAnalysis analysis = StudyAnalysis.Of(report.Runs);
        Verdict verdict = Verdict.Of(report, analysis);
        return Markup.Of($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="{Policy}">
            <link rel="icon" href="data:,">
            <title>{report.Title}: report</title>
            <style>{new Markup(PageStyle.Css)}</style>
            </head>
            <body>
            <main>
            {Head(report, analysis)}
            {VerdictOf(verdict, report, analysis)}
            {LeaderboardSection.Render(report, analysis)}
            {CurvesSection.Render(analysis)}
            {ChampionSection.Render(report, analysis)}
            {DataSection.Photos(report)}
            {DataSection.Parameters(report)}
            {Notes()}
            </main>
            </body>
            </html>
            
            """).Text;
    }

    private static Markup Head(StudyReport report, StudyAnalysis analysis)
    {
        int experiments = report.Runs.Select(run => run.Experiment.Name).Distinct()
            .Count(), failed = report.Runs.Count(run => run.Result is null);
        int photos = report.Counts.Sum(count => count.Train + count.Validation);
        string facts = string.Join(" · ", new[]
        {
            Words.Plural(experiments, "experiment"), report.Runs.Count != experiments ? Words.Plural(report.Runs.Count, "run") : null,
            failed > 0 ? $"{failed} not finished" : null, Invariant.Text($"{photos:N0} photos of {report.Counts.Count} classes"),
            Words.Duration(report.Seconds), report.EndedAt.ToUniversalTime()
                .ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture),
        }.OfType<string>());
        Markup description = string.IsNullOrWhiteSpace(report.Description) ? Markup.Nothing
            : Markup.Of($"<p class=\"description\">{report.Description}</p>");
        return Markup.Of($"<header><h1>{report.Title}</h1>{description}<p class=\"facts\">{facts}</p></header>");
    }

    private static Markup VerdictOf(Verdict verdict, StudyReport report, StudyAnalysis analysis)
    {
        IReadOnlyList<string> advice = Advice.Of(report, analysis);
        return Markup.Of($"""
            <section class="verdict" aria-label="Verdict">
            <p class="headline">{verdict.Headline}</p>
            <div class="columns"><div>{Paragraphs("Is it more than noise?", verdict.Differences)}</div>
            <div>{Paragraphs("Overfitting and underfitting", verdict.Fit)}{Bullets("What to try next", advice)}</div></div>
            {(verdict.Caveat is { } caveat ? Markup.Of($"<p class=\"caveat\"><b>Mind:</b> {Markup.Prose(caveat)}</p>") : Markup.Nothing)}
            </section>
            """);
    }

    private static Markup Paragraphs(string title, IReadOnlyList<string> lines) => lines.Count == 0
        ? Markup.Nothing
        : Markup.Of($"<h3>{title}</h3>{Markup.Join(lines.Select(line => Markup.Of($"<p>{Markup.Prose(line)}</p>")))}");

    private static Markup Bullets(string title, IReadOnlyList<string> lines) => lines.Count == 0
        ? Markup.Nothing
        : Markup.Of($"<h3>{title}</h3><ol>{Markup.Join(lines.Select(line => Markup.Of($"<li>{Markup.Prose(line)}</li>")))}</ol>");

    private static Markup Notes() => Markup.Of($"""
        <section><h2>How this was measured</h2>
        <dl class="notes">
        <dt>Accuracy</dt><dd>Share of validation photos that are recognized, at the best epoch of each run; ± is the sample standard deviation over repeats or folds.</dd>
        <dt>95 % interval</dt><dd>One run: Wilson's interval for so many photos. Repeats on the same photos: the wider of that and the t-interval over the seeds. Folds: the t-interval with the correction of Nadeau and Bengio (2003), for the folds' training photos overlap.</dd>
        <dt>Larger than the noise</dt><dd>p below 0.05 after Holm's correction for all comparisons with the winner. Single runs: McNemar's exact test, with the interval of Agresti and Min (2005). Repeats: the weaker of two paired t-tests, over the seeds and over the photos. Folds: the corrected resampled t-test.</dd>
        <dt>Gap, overfits, underfits</dt><dd>Gap is training minus validation accuracy, both without augmentation at the best epoch. Overfits: a gap of {Words.Points(ExperimentSummary.LargeGap)} or more, with a training accuracy above the validation accuracy's interval. Underfits: a training accuracy below {Words.Percent(ExperimentSummary.LowTrainAccuracy)}.</dd>
        <dt>Calibration error</dt><dd>Mean gap between confidence and accuracy over 15 bins (Guo et al. 2017). With temperature: each twentieth of the validation photos was scaled by a temperature fitted on all others; serving uses one fitted on all.</dd>
        <dt>Heat maps</dt><dd>Grad-CAM (Selvaraju et al. 2017): bright yellow places spoke most for the answer that was given.</dd>
        </dl></section>
        """);
}
