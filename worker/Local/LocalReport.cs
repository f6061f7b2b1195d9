using System.Text;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Studies.Reports.Charts;
using ImageClassifier.Studies.Reports;
using ImageClassifier.Worker.Runtime;

namespace ImageClassifier.Worker.Local;

/// <summary>One run of what was trained, with the folder of its files.</summary>
internal sealed record ReportedRun(PlannedRun Run, string Folder, TrainingResult? Result, string? Error);

/// <summary>Writes <c>report.html</c> from the files of local runs.</summary>
internal static class LocalReport
{
    private const string FileName = "report.html";

    /// <summary>Writes the report, and says its verdict and where it is.</summary>
    /// <param name="trained">What was trained, for the title.</param>
    /// <param name="folders">Where the photos are.</param>
    /// <param name="runs">In the order of the plan.</param>
    /// <param name="training">That trained them; shows the best run's mistakes.</param>
    /// <param name="folder">Gets the report.</param>
    /// <param name="output">Hears of it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task WriteAsync(
        string trained, LocalFolders folders, IReadOnlyList<ReportedRun> runs, LocalTraining training, string folder, Output output,
        CancellationToken cancellationToken)
    {
        var head = new StudyReport
        {
            Title = $"{trained} on {NameOf(folders.Data)}",
            Runs = [],
            Counts = training.Manifest.Counts,
            Warnings = training.Manifest.Warnings,
            ManifestDigest = training.ManifestDigest,
            // A study that was interrupted took longer than its last process.
            Seconds = Math.Max(training.Elapsed.TotalSeconds, runs.Sum(run => run.Result?.Seconds ?? 0)),
            EndedAt = training.Now,
        };
        StudyReport report = await ReportAssembly.AssembleAsync(
            head, runs.Select(run => new EndedRun(run.Run, run.Result, run.Error)), new Files(runs, training), cancellationToken);
        await LocalTraining.WriteAsync(folder, FileName, Encoding.UTF8.GetBytes(StudyReportPage.Render(report)));
        Verdict verdict = Verdict.Of(report, StudyAnalysis.Of(report.Runs));
        foreach (string line in report.Runs.Count > 1 ? [verdict.Headline, .. verdict.Differences] : (string[])[]) output.Say(line);
        output.Say($"the report is {Path.Combine(folder, FileName)}");
    }

    /// <summary>What a folder of photos is called in a title: its name and its parent's.</summary>
    private static string NameOf(string data) =>
        string.Join('/', Path.GetFullPath(data).Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).TakeLast(2));

    private sealed class Files(IReadOnlyList<ReportedRun> runs, LocalTraining training) : IReportFiles
    {
        public Task<ValidationPredictions?> ReadPredictionsAsync(string jobId, CancellationToken cancellationToken) =>
            Task.FromResult(LocalTraining.Read<ValidationPredictions>(FolderOf(jobId), LocalTraining.PredictionsFile));

        public Task<MistakeGallery?> ReadMistakesAsync(string jobId, CancellationToken cancellationToken) =>
            training.ExplainAsync(FolderOf(jobId), cancellationToken);

        private string FolderOf(string jobId) => runs.First(run => run.Run.JobId == jobId && run.Result is not null).Folder;
    }
}
