using System.CommandLine;
using System.Globalization;
using ImageClassifier.Cli.Api;
using ImageClassifier.Cli.Output;
using ImageClassifier.Cli.Retraining;
using ImageClassifier.Contracts.Retraining;
using Spectre.Console;

namespace ImageClassifier.Cli.Commands;

/// <summary><c>imgc status [ID]</c>: where a retrain is.</summary>
internal sealed class StatusCommand(CommandScope scope)
{
    private readonly Argument<string?> _id = new("ID") { Description = "A retrain [the newest]", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> _watch = new("--watch") { Description = "Follow it to its end" };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object on the last line of standard output" };

    public static Command Create(CommandScope scope) => new StatusCommand(scope).Build();

    private Command Build()
    {
        var command = new Command("status",
            "Show where a retrain is; one that was interrupted resumes while this runs with --watch") { _id, _watch, _json };
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    private Task<int> RunAsync(ParseResult parsed)
    {
        Terminal terminal = scope.Terminal(parsed.GetValue(_json));
        return scope.Services(parsed).UseAsync(async (services, cancellationToken) =>
        {
            FunctionsClient functions = scope.Functions(services.Endpoints);
            string id = parsed.GetValue(_id) ?? (await functions.RetrainsAsync(cancellationToken) is [RetrainProgress newest, ..]
                ? newest.RetrainId
                : throw new CliException("there is no retrain yet; start one with ./run FOLDER or ./run retrain"));
            RetrainProgress progress = parsed.GetValue(_watch)
                ? await terminal.WithProgressAsync(view =>
                    new RetrainWatch(functions, view, TimeProvider.System).FollowAsync(id, _ => { }, cancellationToken))
                : await functions.ProgressAsync(id, cancellationToken) ?? throw RetrainWatch.Unknown(id);
            terminal.Say($"retrain {id}: {progress.Message}");
            if (progress.Warning is { } warning) terminal.Note(warning);
            bool pageStays = services.Stay || scope.Settings(parsed).Tracking is not null;
            if (progress.Report is { } report) new LeaderboardView(terminal).Show(report, progress.CompareUrl, pageStays);
            else if (progress.Jobs.Count > 0) terminal.Show(Jobs(progress.Jobs));
            if (!progress.IsOver && !services.Stay) terminal.Say("It continues only while services run: ./run status --watch, or ./run up");
            terminal.Answer(progress);
            return progress.Stage is RetrainStage.Failed or RetrainStage.Terminated ? ExitCode.Failed : ExitCode.Ok;
        }, terminal.Note);
    }

    private static Table Jobs(IReadOnlyList<JobProgress> jobs)
    {
        Table table = new Table { Border = TableBorder.Simple }.AddColumn("run").AddColumn("state").AddColumn("epoch")
            .AddColumn("best val. accuracy").AddColumn("");
        foreach (JobProgress job in jobs)
        {
            table.AddRow(
                new Text(Terminal.Printable(RetrainWatch.Name(job.Experiment, job.Repeat, job.Fold, job.StopAfterEpoch))),
                new Text(job.State?.ToString().ToLowerInvariant() ?? "waiting"),
                new Text(job.Of == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{job.Epoch} of {job.Of}")),
                new Text(string.Create(CultureInfo.InvariantCulture, $"{job.BestValAccuracy:0.000}")),
                new Text(Terminal.Printable(job.Error ?? "")));
        }
        return table;
    }
}
