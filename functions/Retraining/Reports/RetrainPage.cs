using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Functions.Retraining.Outcomes;
using ImageClassifier.Storage;
using ImageClassifier.Studies.Reports.Charts;
using ImageClassifier.Studies.Reports;

namespace ImageClassifier.Functions.Retraining.Reports;

/// <summary>The report of a retrain as a page for people, <c>reports/{retrainId}/report.html</c>.</summary>
public sealed class RetrainPage(StorageAccount storage)
{
    private const int ParallelReads = 8;

    /// <summary>Makes and stores the page; a second time replaces it by the same.</summary>
    /// <param name="report">Of the retrain.</param>
    /// <param name="outcomes">All its runs.</param>
    /// <param name="endedAt">When its last job had ended.</param>
    /// <param name="cancellationToken">Ends reading and writing.</param>
    /// <returns>The page in UTF-8.</returns>
    public async Task<byte[]> WriteAsync(RetrainReport report, IReadOnlyList<RunOutcome> outcomes, DateTimeOffset endedAt,
        CancellationToken cancellationToken)
    {
        RunOutcome[] standing =
        [
            .. StudyRun.Standing(outcomes.OrderBy(outcome => outcome.Run.Index), outcome => outcome.Run, outcome =>
                outcome.Result is not null),
        ];
        var runs = new StudyRun[standing.Length];
        await Parallel.ForAsync(0, runs.Length,
            new ParallelOptions { MaxDegreeOfParallelism = ParallelReads, CancellationToken = cancellationToken }, async (i, token) =>
        {
            RunOutcome outcome = standing[i];
            ValidationPredictions? predictions = outcome.Result is null ? null
                : await ReadAsync<ValidationPredictions>(StorageLayout.PredictionsBlob(outcome.Run.JobId), token);
            runs[i] = StudyRun.Of(outcome.Run, outcome.Closed.Error, outcome.Result, predictions);
        });
        string? shown = report.Champion?.JobId ?? StudyAnalysis.Of(runs).Winner?.BestRun.JobId;
        byte[] page = Encoding.UTF8.GetBytes(StudyReportPage.Render(new StudyReport
        {
            Title = report.Study ?? $"Retrain {report.RetrainId}",
            Runs = runs,
            Counts = report.Counts,
            Warnings = report.Warnings,
            ManifestDigest = report.ManifestDigest,
            Seconds = report.Seconds,
            EndedAt = endedAt,
            ServedJobId = report.Champion?.JobId,
            Mistakes = shown is null ? null : await ReadAsync<MistakeGallery>(StorageLayout.MistakesBlob(shown), cancellationToken),
        }));
        var options = new BlobUploadOptions { HttpHeaders = new BlobHttpHeaders { ContentType = "text/html; charset=utf-8" } };
        await Blob(report.RetrainId).UploadAsync(BinaryData.FromBytes(page), options, cancellationToken);
        return page;
    }

    /// <returns>The page in UTF-8, or null where there is none.</returns>
    public async Task<byte[]?> FindAsync(string retrainId, CancellationToken cancellationToken)
    {
        try
        {
            BlobDownloadResult content = await Blob(retrainId).DownloadContentAsync(cancellationToken);
            return content.Content.ToArray();
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    private BlobClient Blob(string retrainId) => storage.Blob(StorageLayout.Reports, StorageLayout.ReportPageBlob(retrainId));

    private Task<T?> ReadAsync<T>(string blob, CancellationToken cancellationToken) where T : class =>
        storage.Blob(StorageLayout.Models, blob).ReadAsync<T>(cancellationToken);
}
