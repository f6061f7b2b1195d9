using System.Text;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Studies.Reports.Charts;
using ImageClassifier.Studies.Reports;
using ImageClassifier.Worker.Jobs;

namespace ImageClassifier.Worker.Local;

/// <summary>One run of what was trained, with the folder of its files.</summary>
internal sealed record ReportedRun(PlannedRun Run, string Folder, TrainingResult? Result, string? Error);

/// <summary>Writes <c>report.html</c> from the files of local runs.</summary>
internal static class LocalReport
{
    private const string FileName = "report.html";

    /// <param name="title">Of the report.</param>
    /// <param name="description">Of the study; may be null.</param>
    /// <param name="runs">In the order of the plan.</param>
    /// <param name="training">That trained them; shows the best run's mistakes.</param>
    /// <param name="elapsed">Of this process.</param>
    /// <param name="endedAt">Of the last run.</param>
    /// <param name="folder">Gets the report.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>What a person is told: the verdict's lines, and where the report is.</returns>
    public static async Task<IReadOnlyList<string>> WriteAsync(
        string title, string? description, IReadOnlyList<ReportedRun> runs, LocalTraining training, TimeSpan elapsed,
            DateTimeOffset endedAt, string folder,
        CancellationToken cancellationToken)
    {
        IReadOnlyList<ReportedRun> standing = StudyRun.Standing(runs, run => run.Run, run => run.Result is not null);
        StudyRun[] shown =
        [
            .. standing.Select(run => StudyRun.Of(run.Run, run.Error, run.Result,
                run.Result is null ? null : LocalTraining.Read<ValidationPredictions>(run.Folder, LocalTraining.PredictionsFile))),
        ];
        StudyAnalysis analysis = StudyAnalysis.Of(shown);
        string? best = analysis.Winner?.BestRun.JobId;
        MistakeGallery? mistakes = best is null ? null
            : await training.ExplainAsync(standing.First(run => run.Run.JobId == best).Folder, cancellationToken);
        var report = new StudyReport
        {
            Title = title,
            Description = description,
            Runs = shown,
            Counts = training.Manifest.Counts,
            Warnings = training.Manifest.Warnings,
            ManifestDigest = training.ManifestDigest,
            // A study that was interrupted took longer than its last process.
            Seconds = Math.Max(elapsed.TotalSeconds, runs.Sum(run => run.Result?.Seconds ?? 0)),
            EndedAt = endedAt,
            Mistakes = mistakes,
        };
        await LocalTraining.WriteAsync(folder, FileName, Encoding.UTF8.GetBytes(StudyReportPage.Render(report)));
        Verdict verdict = Verdict.Of(report, analysis);
        return [.. shown.Length > 1 ? [verdict.Headline, .. verdict.Differences]
            : (string[])[], $"the report is {Path.Combine(folder, FileName)}"];
    }

    /// <summary>What a folder of photos is called in a title: its name and its parent's.</summary>
    public static string NameOf(string data) =>
        string.Join('/', Path.GetFullPath(data).Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).TakeLast(2));
}
