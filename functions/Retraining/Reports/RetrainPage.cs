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
    /// <summary>Makes and stores the page; a second time replaces it by the same.</summary>
    /// <param name="report">Of the retrain.</param>
    /// <param name="outcomes">All its runs.</param>
    /// <param name="endedAt">When its last job had ended.</param>
    /// <param name="cancellationToken">Ends reading and writing.</param>
    /// <returns>The page in UTF-8.</returns>
    public async Task<byte[]> WriteAsync(RetrainReport report, IReadOnlyList<RunOutcome> outcomes, DateTimeOffset endedAt,
        CancellationToken cancellationToken)
    {
        var head = new StudyReport
        {
            Title = report.Study ?? $"Retrain {report.RetrainId}",
            Runs = [],
            Counts = report.Counts,
            Warnings = report.Warnings,
            ManifestDigest = report.ManifestDigest,
            Seconds = report.Seconds,
            EndedAt = endedAt,
            ServedJobId = report.Champion?.JobId,
        };
        IEnumerable<EndedRun> ended = outcomes.OrderBy(outcome => outcome.Run.Index)
            .Select(outcome => new EndedRun(outcome.Run, outcome.Result, outcome.Closed.Error));
        StudyReport study = await ReportAssembly.AssembleAsync(head, ended, new ModelFiles(storage), cancellationToken);
        byte[] page = Encoding.UTF8.GetBytes(StudyReportPage.Render(study));
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

    private sealed class ModelFiles(StorageAccount storage) : IReportFiles
    {
        public Task<ValidationPredictions?> ReadPredictionsAsync(string jobId, CancellationToken cancellationToken) =>
            ReadAsync<ValidationPredictions>(StorageLayout.PredictionsBlob(jobId), cancellationToken);

        public Task<MistakeGallery?> ReadMistakesAsync(string jobId, CancellationToken cancellationToken) =>
            ReadAsync<MistakeGallery>(StorageLayout.MistakesBlob(jobId), cancellationToken);

        private Task<T?> ReadAsync<T>(string blob, CancellationToken cancellationToken) where T : class =>
            storage.Blob(StorageLayout.Models, blob).ReadAsync<T>(cancellationToken);
    }
}
