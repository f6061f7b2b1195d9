using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using ImageClassifier.Cli.Api;
using ImageClassifier.Cli.Output;
using ImageClassifier.Cli.Retraining;
using ImageClassifier.Cli.Stack;
using ImageClassifier.Contracts;
using ImageClassifier.Contracts.Retraining;

namespace ImageClassifier.Cli.Commands;

/// <summary><c>imgc retrain</c>: trains on what is in the uploads.</summary>
internal sealed class RetrainCommand(CommandScope scope)
{
    private readonly Option<bool> _detach =
        new("--detach") { Description = "Return as soon as the retrain has begun; for services that go on running" };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object on the last line of standard output" };
    private readonly RetrainOptions _retrain = new();

    public static Command Create(CommandScope scope) => new RetrainCommand(scope).Build();

    private Command Build()
    {
        var command = new Command("retrain", "Train a study on all uploads, and show which model is best") { _detach, _json };
        _retrain.AddTo(command);
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    private Task<int> RunAsync(ParseResult parsed)
    {
        long start = Stopwatch.GetTimestamp();
        Terminal terminal = scope.Terminal(parsed.GetValue(_json));
        JsonObject request = _retrain.Request(parsed, scope);
        StackSettings settings = scope.Settings(parsed);
        return scope.Services(parsed).UseAsync(async (services, cancellationToken) =>
        {
            if (parsed.GetValue(_detach) && !services.Stay)
                throw new CliException("--detach needs services that go on running: start ./run up in another terminal first",
                    ExitCode.Usage);
            FunctionsClient functions = scope.Functions(services.Endpoints);
            var turns = new TurnLocks(settings, terminal);
            using FolderLock? training = parsed.GetValue(_detach) ? null : await turns.TrainAsync(cancellationToken);
            RetrainProgress? progress = await terminal.WithProgressAsync(async view =>
            {
                using FolderLock uploads = await turns.UploadAsync(cancellationToken);
                RetrainAccepted accepted = await functions.StartRetrainAsync(request, cancellationToken);
                string id = accepted.Id;
                foreach (Problem warning in accepted.Warnings ?? []) view.Line($"{warning}");
                if (!parsed.GetValue(_detach))
                {
                    view.Line($"retrain {id}");
                    return await new RetrainRunner(functions, settings, view).FollowAsync(id, seen =>
                    {
                        if (RetrainWatch.HasFrozenPhotos(seen)) uploads.Dispose();
                    }, cancellationToken);
                }
                terminal.Say($"retrain {id} has begun; follow it with ./run status {id} --watch");
                terminal.Answer(new { retrainId = id, warnings = accepted.Warnings });
                return null;
            });
            if (progress is null) return ExitCode.Ok;
            string? page = await ReportFile.SaveAsync(functions, settings, progress.RetrainId, cancellationToken);
            return Show(terminal, progress, page, services.Stay, Stopwatch.GetElapsedTime(start));
        }, terminal.Note);
    }

    private static int Show(Terminal terminal, RetrainProgress progress, string? page, bool servicesStay, TimeSpan elapsed)
    {
        RetrainReport report = progress.Report!;
        new LeaderboardView(terminal).Show(report, progress.CompareUrl, servicesStay);
        if (page is not null) terminal.Say($"Report: {page}");
        terminal.Answer(new RetrainAnswer(progress.RetrainId, report.ManifestDigest, report.Runs, report.Champion, [], report.Warnings,
            progress.CompareUrl, Math.Round(elapsed.TotalSeconds, 1), page));
        return report.Champion is null ? ExitCode.Failed : ExitCode.Ok;
    }
}
