using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using ImageClassifier.Cli.Api;
using ImageClassifier.Cli.Diagnosis;
using ImageClassifier.Cli.Output;
using ImageClassifier.Cli.Photos;
using ImageClassifier.Cli.Retraining;
using ImageClassifier.Cli.Stack;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Imaging.Folders;
using ImageClassifier.Mlflow;
using ImageClassifier.Storage;

namespace ImageClassifier.Cli.Commands;

/// <summary><c>imgc train FOLDER</c>: the whole path from a folder of photos to a champion.</summary>
internal sealed class TrainCommand(CommandScope scope)
{
    private readonly Argument<string> _folder = new("FOLDER") { Description = "One sub-folder of photos for each class" };
    private readonly Option<bool> _replace =
        new("--replace") { Description = "Remove photos from the uploads that were put there by other means" };
    private readonly Option<bool> _add = new("--add") { Description = "Train on FOLDER and on all that is in the uploads already" };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object on the last line of standard output" };
    private readonly RetrainOptions _retrain = new();

    public static Command Create(CommandScope scope) => new TrainCommand(scope).Build();

    private Command Build()
    {
        var command = new Command("train", "Upload FOLDER, train a study on exactly these photos, and show which model is best") { _folder,
            _replace, _add, _json };
        _retrain.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_replace) && result.GetValue(_add)) result.AddError("give either --replace or --add");
        });
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    private Task<int> RunAsync(ParseResult parsed)
    {
        long start = Stopwatch.GetTimestamp();
        Terminal terminal = scope.Terminal(parsed.GetValue(_json));
        // What can be wrong with the command line is said before anything is started.
        PhotoFolder folder = PhotoFolders.ToTrainOn(scope.Full(parsed.GetValue(_folder)!));
        JsonObject request = _retrain.Request(parsed, scope);
        StackSettings settings = scope.Settings(parsed);
        foreach (string note in folder.Notes) terminal.Say($"Note: {note}");

        return scope.Services(parsed).UseAsync(async (services, cancellationToken) =>
        {
            FunctionsClient functions = scope.Functions(services.Endpoints);
            MlflowServer tracking = await TrackingCheck.RequireAsync(scope.Tracking(services.Endpoints), settings, cancellationToken);
            terminal.Say($"Tracking: {tracking.Describe()}");
            var turns = new TurnLocks(settings, terminal);
            using FolderLock training = await turns.TrainAsync(cancellationToken);
            (RetrainProgress progress, IReadOnlyList<RejectedUpload> rejected) = await terminal.WithProgressAsync(async view =>
            {
                using FolderLock uploads = await turns.UploadAsync(cancellationToken);
                IReadOnlyList<RejectedUpload> notUsed =
                    await UploadAsync(parsed, folder, CommandScope.Storage(services.Endpoints), functions, view, cancellationToken);

                var runner = new RetrainRunner(functions, settings, view);
                string id = await runner.StartOrResumeAsync(request, Fingerprint(parsed, request, folder), cancellationToken);
                return (await runner.FollowAsync(id, seen =>
                {
                    if (RetrainWatch.HasFrozenPhotos(seen)) uploads.Dispose();
                }, cancellationToken), notUsed);
            });
            string? page = await ReportFile.SaveAsync(functions, settings, progress.RetrainId, cancellationToken);
            bool pageStays = services.Stay || settings.Tracking is not null;
            return Show(terminal, progress, page, rejected, pageStays, Stopwatch.GetElapsedTime(start));
        }, terminal.Note);
    }

    private async Task<IReadOnlyList<RejectedUpload>> UploadAsync(
        ParseResult parsed, PhotoFolder folder, StorageAccount storage, FunctionsClient functions, IProgressView view,
            CancellationToken cancellationToken)
    {
        bool add = parsed.GetValue(_add);
        ForeignUploads foreign = add ? ForeignUploads.Keep : parsed.GetValue(_replace) ? ForeignUploads.Replace : ForeignUploads.Refuse;
        await new FolderUpload(storage, functions, view).RunAsync(folder, exactly: !add, foreign, cancellationToken);
        return await new RejectedFiles(storage).AmongAsync(folder.Photos, cancellationToken);
    }

    private string Fingerprint(ParseResult parsed, JsonObject request, PhotoFolder folder) =>
        RetrainNote.FingerprintOf(request, [parsed.GetValue(_add) ? "added" : "exactly", .. folder.Photos.Select(photo =>
            FormattableString.Invariant($"{photo.UploadName} {File.GetLastWriteTimeUtc(photo.Path).Ticks}"))]);

    private static int Show(
        Terminal terminal, RetrainProgress progress, string? page, IReadOnlyList<RejectedUpload> rejected, bool servicesStay,
            TimeSpan elapsed)
    {
        RetrainReport report = progress.Report!;
        var view = new LeaderboardView(terminal);
        view.Show(report, progress.CompareUrl, servicesStay);
        if (page is not null) terminal.Say($"Report: {page}");
        view.Show(rejected);
        terminal.Answer(new RetrainAnswer(progress.RetrainId, report.ManifestDigest, report.Runs, report.Champion, rejected,
            report.Warnings, progress.CompareUrl, Math.Round(elapsed.TotalSeconds, 1), page));
        return report.Champion is null ? ExitCode.Failed : ExitCode.Ok;
    }
}
