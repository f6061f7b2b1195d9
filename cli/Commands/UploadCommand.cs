using System.CommandLine;
using ImageClassifier.Cli.Output;
using ImageClassifier.Cli.Photos;
using ImageClassifier.Cli.Retraining;
using ImageClassifier.Cli.Stack;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Imaging.Folders;
using ImageClassifier.Storage;

namespace ImageClassifier.Cli.Commands;

/// <summary><c>imgc upload FOLDER</c>: adds photos to the uploads.</summary>
internal sealed class UploadCommand(CommandScope scope)
{
    private readonly Argument<string> _folder = new("FOLDER") { Description = "One sub-folder of photos for each class" };
    private readonly Option<bool> _replace = new("--replace") { Description = "Remove everything else from the uploads" };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object on the last line of standard output" };

    public static Command Create(CommandScope scope) => new UploadCommand(scope).Build();

    private Command Build()
    {
        var command = new Command("upload",
            "Add the photos of FOLDER to the uploads and wait until the pipeline has looked at them") { _folder, _replace, _json };
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    private Task<int> RunAsync(ParseResult parsed)
    {
        Terminal terminal = scope.Terminal(parsed.GetValue(_json));
        PhotoFolder folder = PhotoFolders.ToTrainOn(scope.Full(parsed.GetValue(_folder)!));
        foreach (string note in folder.Notes) terminal.Say($"Note: {note}");
        bool replace = parsed.GetValue(_replace);
        return scope.Services(parsed).UseAsync(async (services, cancellationToken) =>
        {
            using FolderLock uploads = await new TurnLocks(scope.Settings(parsed), terminal).UploadAsync(cancellationToken);
            StorageAccount storage = CommandScope.Storage(services.Endpoints);
            DatasetSummary dataset =
                await terminal.WithProgressAsync(view => new FolderUpload(storage, scope.Functions(services.Endpoints), view)
                .RunAsync(folder, exactly: replace, replace ? ForeignUploads.Replace : ForeignUploads.Keep, cancellationToken));
            IReadOnlyList<RejectedUpload> rejected = await new RejectedFiles(storage).AmongAsync(folder.Photos, cancellationToken);
            foreach (ClassSummary label in dataset.Classes)
                terminal.Say($"{label.Label}: {label.Photos} photos, {label.Distinct} of them different");
            string[] warnings = [.. dataset.Warnings, .. Blocked(dataset)];
            foreach (string warning in warnings) terminal.Say($"Warning: {warning}");
            new LeaderboardView(terminal).Show(rejected);
            terminal.Answer(new { files = folder.Photos.Count, dataset.Classes, rejected, warnings });
            return ExitCode.Ok;
        }, terminal.Note);
    }

    private static IEnumerable<string> Blocked(DatasetSummary dataset) => dataset.PendingUploads.Where(upload => upload.Why is not null)
        .Select(upload => $"{upload.Name} cannot be processed: it {upload.Why}");
}
