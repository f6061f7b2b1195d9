using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Studies.Reports.Charts;

namespace ImageClassifier.Studies.Reports;

/// <summary>What was trained on, and in what the experiments differ.</summary>
internal static class DataSection
{
    public static Markup Photos(StudyReport report)
    {
        int most = Math.Max(1, report.Counts.Select(count => count.Train + count.Validation).DefaultIfEmpty(1).Max());
        Markup rows = Markup.Join(report.Counts.Select(count => Markup.Of($"""
            <tr><th scope="row">{count.Label}</th><td class="n">{count.Train}</td><td class="n">{count.Validation}</td><td class="bars">{Bar(count, most)}</td></tr>

            """)));
        Markup warnings = report.Warnings.Count == 0
            ? Markup.Of($"<p class=\"quiet\">Nothing stood out: no class is very small, and no photo lies under two labels.</p>")
            : Markup.Of($"<ul class=\"warnings\">{Markup.Join(report.Warnings.Select(warning => Markup.Of($"<li>{warning}</li>")))}</ul>");
        return Markup.Of($"""
            <section><h2>Photos</h2>
            <table class="photos"><thead><tr><th>class</th><th class="n tr">training</th><th class="n va">validation</th><th></th></tr></thead><tbody>{rows}</tbody>
            <tfoot><tr><th scope="row">all</th><td class="n">{report.Counts.Sum(count => count.Train)}</td><td class="n">{report.Counts.Sum(count => count.Validation)}</td><td></td></tr></tfoot></table>
            {warnings}<p class="quiet">List of photos: <code>{report.ManifestDigest}</code></p></section>
            """);
    }

    public static Markup Parameters(StudyReport report)
    {
        Experiment[] experiments = [.. report.Runs.Select(run => run.Experiment).DistinctBy(experiment => experiment.Name)];
        if (experiments.Length < 2) return Markup.Nothing;
        IReadOnlyDictionary<string, string>[] all = [.. experiments.Select(experiment => RunParameters.Of(experiment with { Name = "" }))];
        string[] differing =
        [
            .. all.SelectMany(parameters => parameters.Keys).Distinct()
                .Where(key => all.Select(parameters => parameters.GetValueOrDefault(key)).Distinct().Count() > 1)
                .Order(StringComparer.Ordinal),
        ];
        if (differing.Length == 0) return Markup.Nothing;
        Markup head = Markup.Join(experiments.Select(experiment => Markup.Of($"<th class=\"n\">{experiment.Name}</th>")));
        Markup rows = Markup.Join(differing.Select(key =>
        {
            // The most frequent value is the rule; what departs from it stands out.
            string usual = all.Select(parameters => parameters.GetValueOrDefault(key) ?? "").GroupBy(value => value)
                .OrderByDescending(group => group.Count()).First().Key;
            Markup cells = Markup.Join(all.Select(parameters => parameters.GetValueOrDefault(key) ?? "").Select((value, i) => value == usual
                ? Markup.Of($"<td class=\"n quiet\" data-label=\"{experiments[i].Name}\">{(value.Length == 0 ? "–" : value)}</td>")
                : Markup.Of($"<td class=\"n\" data-label=\"{experiments[i].Name}\"><b>{(value.Length == 0 ? "–" : value)}</b></td>")));
            return Markup.Of($"<tr><th scope=\"row\"><code>{key}</code></th>{cells}</tr>\n");
        }));
        return Markup.Of($"""
            <section><h2>In what the experiments differ</h2><p class="quiet">All else is the same. Bold: unlike most of the others.</p>
            <table class="parameters cards"><thead><tr><th>parameter</th>{head}</tr></thead><tbody>{rows}</tbody></table></section>
            """);
    }

    private static Markup Bar(ClassCount count, int most)
    {
        var svg = new Svg(200, 14, $"{count.Label}: {count.Train} training and {count.Validation} validation photos");
        double train = 200.0 * count.Train / most, validation = 200.0 * count.Validation / most;
        svg.Rectangle(0, 2, train, 10, "train").Rectangle(train, 2, validation, 10, "val");
        return new Markup(svg.Inline());
    }
}
