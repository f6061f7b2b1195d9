using ImageClassifier.Cli.Api;
using ImageClassifier.Cli.Output;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Imaging.Folders;
using ImageClassifier.Storage;

namespace ImageClassifier.Cli.Photos;

/// <summary>Uploads a folder and waits until the pipeline has looked at every file.</summary>
internal sealed class FolderUpload(StorageAccount storage, FunctionsClient functions, IProgressView view)
{
    /// <inheritdoc cref="PhotoUploader.SyncAsync"/>
    public async Task<DatasetSummary> RunAsync(PhotoFolder folder, bool exactly, ForeignUploads foreign,
        CancellationToken cancellationToken)
    {
        view.Bar("upload", "uploading", 0, 0);
        UploadPlan plan = await new PhotoUploader(storage).SyncAsync(folder, exactly, foreign,
            (done, of) => view.Bar("upload", $"uploading {of} files", done, of), cancellationToken);
        view.Bar("upload", $"uploaded {plan.Upload.Count} files", 1, 1);
        view.Line(Summary(folder, plan));

        int most = 0;
        view.Bar("ingest", "looking at the photos", 0, 0);
        DatasetSummary dataset = await new IngestionWatch(functions).WaitAsync(pending =>
        {
            most = Math.Max(most, pending);
            view.Bar("ingest", "looking at the photos", most - pending, most);
        }, cancellationToken);
        view.Bar("ingest", "looked at the photos", 1, 1);
        view.Line($"ready: {string.Join(", ", dataset.Classes.Select(label => $"{label.Distinct} {label.Label}"))}");
        return dataset;
    }

    private static string Summary(PhotoFolder folder, UploadPlan plan)
    {
        string line = $"uploaded {plan.Upload.Count} of {folder.Photos.Count} files from {folder.FullPath}";
        if (plan.Unchanged > 0) line += $", {plan.Unchanged} were there already";
        return plan.Remove.Count > 0 ? $"{line}, removed {plan.Remove.Count} of other folders" : line;
    }
}
