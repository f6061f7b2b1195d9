using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Text;
using ImageClassifier.Studies.Reports.Charts;

namespace ImageClassifier.Studies.Reports;

/// <summary>The run that serves, or the winner's best: what it takes for what, how sure it is, and where it is wrong.</summary>
internal static class ChampionSection
{
    public static Markup Render(StudyReport report, StudyAnalysis analysis)
    {
        if (analysis.Winner is not { } winner) return Markup.Nothing;
        StudyRun run = report.Runs.FirstOrDefault(run => run.Result is not null && run.JobId == report.ServedJobId) ?? winner.BestRun;
        TrainingResult result = run.Result!;
        string role = report.ServedJobId == run.JobId ? "The model that serves now" : "The winner's best run";
        Markup reliability = result.Reliability.Count == 0
            ? Markup.Nothing
            : Markup.Of(
                $"<figure>{new Markup(ReliabilitySvg.Draw(result.Reliability, result.ReliabilityCalibrated).Inline())}<figcaption>Large "
                    + $"dots are many photos. On the dashed line, answers are right as often as they are "
                    + $"sure.{(result.ValTotal < 300 ? " With so few photos, much of the distance is chance." : "")}"
                    + $"</figcaption></figure>");
        return Markup.Of($"""
            <section><h2>{role}: {LeaderboardSection.Name(run)}</h2>
            <p>{Words.Percent(result.BestValAccuracy)} of {result.ValTotal} validation photos at epoch {result.BestEpoch}.</p>
            <div class="pair"><figure>{new Markup(ConfusionMatrixSvg.Draw(result.Classes, result.ConfusionMatrix).Inline())}<figcaption>Blue: right; orange: wrong; stronger for a larger share of the row.</figcaption></figure>{reliability}</div>
            {PerClass(result)}
            </section>
            {Mistakes(report, run)}
            """);
    }

    private static Markup PerClass(TrainingResult result)
    {
        if (result.PerClass.Count == 0) return Markup.Nothing;
        Markup rows = Markup.Join(result.PerClass.Select((score, k) => Markup.Of($"""
            <tr><th scope="row">{score.Label}</th><td class="n" data-label="photos">{score.Support}</td><td class="n" data-label="precision">{Share(score.Precision)}</td><td class="n" data-label="recall">{Share(score.Recall)}</td>
            <td class="n" data-label="F1">{Share(score.F1)}</td><td class="n" data-label="AUC">{(score.Auc is { } auc ? Share(auc) : "–")}</td><td data-label="mostly taken for">{Confused(result, k)}</td></tr>

            """)));
        string log = string.Join(" · ", new[]
        {
            result.LogLoss is { } loss ? Invariant.Text($"log loss {loss:0.000}") : null, result.Brier is { } brier
                ? Invariant.Text($"Brier score {brier:0.000}") : null,
            Invariant.Text($"calibration error {result.Ece:0.000}"), result.EceCalibrated is { } ece
                ? Invariant.Text($"with temperature {ece:0.000}") : null,
            Invariant.Text($"temperature {result.Temperature:0.00}"),
        }.OfType<string>());
        return Markup.Of($"""
            <table class="cards"><thead><tr><th>class</th><th class="n">photos</th><th class="n">precision</th><th class="n">recall</th><th class="n">F1</th><th class="n">AUC</th><th>mostly taken for</th></tr></thead>
            <tbody>{rows}</tbody><tfoot><tr><th scope="row">mean</th><td class="n" data-label="photos">{result.ValTotal}</td><td class="n" data-label="precision">{Share(result.MacroPrecision)}</td><td class="n" data-label="recall">{Share(result.MacroRecall)}</td>
            <td class="n" data-label="F1">{Share(result.MacroF1)}</td><td class="n" data-label="AUC">{(result.Auc is { } mean ? Share(mean) : "–")}</td><td></td></tr></tfoot></table>
            <p class="quiet">Precision: of the photos that got this answer, the share that is right. Recall: of this class's photos, the share that is recognized. F1: their harmonic mean. AUC: how often a photo of the class ranks above another. {log}</p>
            """);
    }

    private static Markup Mistakes(StudyReport report, StudyRun run)
    {
        if (report.Mistakes is not { } gallery || gallery.JobId != run.JobId) return Markup.Nothing;
        Markup cards = Markup.Join(gallery.Shown.Take(MistakeGallery.Most).Select(mistake => Markup.Of($"""
            <figure><div><img src="{Picture(mistake.Photo)}" width="192" height="192" alt="{mistake.Upload}"><img src="{Picture(mistake.Overlay)}" width="192" height="192" alt="what spoke for {mistake.Predicted}"></div>
            <figcaption><b>{mistake.Actual}</b>, taken for <b>{mistake.Predicted}</b> ({Words.Percent(mistake.Confidence)} sure)<div class="quiet">{mistake.Upload}</div></figcaption></figure>

            """)));
        return Markup.Of($"""
            <section><h2>Most confident errors</h2><p>{MistakesSvg.Headline(gallery)}{(gallery.Shown.Count > 0 ? " Look for wrong labels first, then for what these photos have in common. Beside each: what spoke for the wrong answer; bright yellow decided." : "")}</p>
            <div class="mistakes">{cards}</div></section>
            """);
    }

    private static string Confused(TrainingResult result, int row)
    {
        (int Column, int Times)[] others = [.. result.ConfusionMatrix[row].Select((count, column) => (column, count))
            .Where(pair => pair.column != row && pair.count > 0).OrderByDescending(pair => pair.count)];
        return others.Length == 0 ? "–" : Invariant.Text($"{result.Classes[others[0].Column]} ({others[0].Times})");
    }

    private static string Picture(byte[] jpeg) => $"data:image/jpeg;base64,{Convert.ToBase64String(jpeg)}";

    private static string Share(double value) => Invariant.Text($"{value:0.000}");
}
