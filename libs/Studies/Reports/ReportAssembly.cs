using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Studies.Reports.Charts;

namespace ImageClassifier.Studies.Reports;

/// <summary>What came of a planned run.</summary>
/// <param name="Run">As the plan has it.</param>
/// <param name="Result">When it finished.</param>
/// <param name="Error">Why it did not finish; null if it did.</param>
public sealed record EndedRun(PlannedRun Run, TrainingResult? Result, string? Error);

/// <summary>Where a report finds the files that jobs left.</summary>
public interface IReportFiles
{
    /// <summary>The answers that the job's model gave for its validation photos; null where they were not kept.</summary>
    Task<ValidationPredictions?> ReadPredictionsAsync(string jobId, CancellationToken cancellationToken);

    /// <summary>The mistakes of the job's model, explained; null where nobody explained them.</summary>
    Task<MistakeGallery?> ReadMistakesAsync(string jobId, CancellationToken cancellationToken);
}

/// <summary>Puts a report together from a study's runs and the files of its jobs.</summary>
public static class ReportAssembly
{
    private const int ParallelReads = 8;

    /// <param name="head">All that does not follow from the runs.</param>
    /// <param name="ended">All runs of the study, in the order of the plan.</param>
    /// <param name="files">Of the jobs.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>
    /// The report with the runs that stand for their experiments, and the mistakes of the model that serves or else of the best one.
    /// </returns>
    public static async Task<StudyReport> AssembleAsync(
        StudyReport head, IEnumerable<EndedRun> ended, IReportFiles files, CancellationToken cancellationToken)
    {
        IReadOnlyList<EndedRun> standing = StudyRun.Standing(ended, run => run.Run, run => run.Result is not null);
        var runs = new StudyRun[standing.Count];
        var reads = new ParallelOptions { MaxDegreeOfParallelism = ParallelReads, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, runs.Length, reads, async (i, token) =>
        {
            EndedRun run = standing[i];
            ValidationPredictions? predictions = run.Result is null ? null : await files.ReadPredictionsAsync(run.Run.JobId, token);
            runs[i] = StudyRun.Of(run.Run, run.Error, run.Result, predictions);
        });
        string? shown = head.ServedJobId ?? StudyAnalysis.Of(runs).Winner?.BestRun.JobId;
        return head with { Runs = runs, Mistakes = shown is null ? null : await files.ReadMistakesAsync(shown, cancellationToken) };
    }
}
