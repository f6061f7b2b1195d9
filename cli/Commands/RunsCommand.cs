using System.CommandLine;
using ImageClassifier.Cli.Output;
using ImageClassifier.Contracts.Models;
using ImageClassifier.Mlflow;
using Spectre.Console;
using static ImageClassifier.Contracts.Text.Invariant;

namespace ImageClassifier.Cli.Commands;

/// <summary>One run as <c>imgc runs --json</c> prints it.</summary>
internal sealed record ListedRun(
    string RunId, string? RetrainId, string Name, string Status, double? ValAccuracy, double? BestEpoch, DateTimeOffset StartedAt,
        double? Seconds, bool Champion);

/// <summary><c>imgc runs</c>: what the tracking server knows, newest retrain first and best run first within it.</summary>
internal sealed class RunsCommand(CommandScope scope)
{
    // Names that the functions app and the worker give them in the tracking server.
    private const string ParentTag = MlflowTags.ParentRunId;
    private const string RetrainTag = "retrain_id";
    private const string AccuracyMetric = "best_val_accuracy";
    private const string EpochMetric = "best_epoch";

    private readonly Option<int> _limit =
        new("--limit") { Description = "Most runs to list, newest first", DefaultValueFactory = _ => 50, HelpName = "N" };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object on the last line of standard output" };

    public static Command Create(CommandScope scope) => new RunsCommand(scope).Build();

    private Command Build()
    {
        _limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1) result.AddError("--limit must be at least 1");
        });
        var command = new Command("runs", "List the runs of past retrains") { _limit, _json };
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    private Task<int> RunAsync(ParseResult parsed)
    {
        Terminal terminal = scope.Terminal(parsed.GetValue(_json));
        string experiment = scope.Settings(parsed).Experiment;
        return scope.Services(parsed).UseAsync(async (services, cancellationToken) =>
        {
            IReadOnlyList<ListedRun> runs =
                await ListAsync(scope.Tracking(services.Endpoints), experiment, parsed.GetValue(_limit), cancellationToken);
            if (runs.Count == 0) terminal.Say("There are no runs yet; start some with ./run FOLDER.");
            else terminal.Show(Table(runs));
            terminal.Answer(new { runs });
            return ExitCode.Ok;
        }, terminal.Note);
    }

    private static async Task<IReadOnlyList<ListedRun>> ListAsync(
        MlflowClient tracking, string experimentName, int limit, CancellationToken cancellationToken)
    {
        string experiment = await tracking.GetOrCreateExperimentAsync(experimentName, cancellationToken);
        MlflowModelVersion? champion =
            await tracking.GetModelVersionByAliasAsync(ChampionModel.Name, ChampionModel.Alias, cancellationToken);
        // Parents have no accuracy of their own; they are left out here because MLflow's filter cannot ask for the lack of a tag.
        IReadOnlyList<MlflowRun> found =
            await tracking.SearchRunsAsync([experiment], "", ["attributes.start_time DESC"], 2 * limit, cancellationToken);
        return
        [
            .. found.Where(run => run.Tags.ContainsKey(ParentTag)).Take(limit)
                .GroupBy(run => run.Tags.GetValueOrDefault(RetrainTag))
                .OrderByDescending(group => group.Max(run => run.StartTime))
                .SelectMany(group =>
                    group.OrderByDescending(run => Metric(run, AccuracyMetric) ?? -1).ThenBy(run => run.Name, StringComparer.Ordinal))
                .Select(run =>
                    new ListedRun(run.RunId, run.Tags.GetValueOrDefault(RetrainTag), run.Name, run.Status.ToString().ToLowerInvariant(),
                    Metric(run, AccuracyMetric), Metric(run, EpochMetric), run.StartTime, (run.EndTime - run.StartTime)?.TotalSeconds,
                        run.RunId == champion?.RunId)),
        ];
    }

    private static double? Metric(MlflowRun run, string key) => run.Metrics.TryGetValue(key, out double value) ? value : null;

    private static Table Table(IReadOnlyList<ListedRun> runs)
    {
        Table table = new Table { Border = TableBorder.Simple }.AddColumn("retrain").AddColumn("run").AddColumn("status")
            .AddColumn(new TableColumn("val. accuracy").RightAligned()).AddColumn(new TableColumn("best epoch").RightAligned())
            .AddColumn("started").AddColumn("");
        string? last = null;
        foreach (ListedRun run in runs)
        {
            table.AddRow(
                Cell(run.RetrainId == last ? "" : run.RetrainId ?? ""), Cell(run.Name), Cell(run.Status),
                    Cell(Text($"{run.ValAccuracy:0.000}")),
                Cell(Text($"{run.BestEpoch:0}")), Cell(Text($"{run.StartedAt.ToLocalTime():yyyy-MM-dd HH:mm}")),
                    Cell(run.Champion ? "champion" : ""));
            last = run.RetrainId;
        }
        return table;
    }

    private static Text Cell(string text) => new(Terminal.Printable(text));
}
