using ImageClassifier.Cli.Output;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;
using Spectre.Console;
using static ImageClassifier.Contracts.Text.Invariant;

namespace ImageClassifier.Cli.Retraining;

/// <summary>The outcome of a retrain, for a person.</summary>
internal sealed class LeaderboardView(Terminal terminal)
{
    private const int ShownRejects = 20;

    public void Show(RetrainReport report, string? compareUrl, bool servicesStay)
    {
        terminal.Say();
        terminal.Show(Runs(report));
        foreach (string line in Spread(report.Experiments)) terminal.Say(line);
        foreach (LeaderboardEntry failed in report.Runs.Where(run => run.State == JobState.Failed))
            terminal.Say($"{Name(failed)} failed: {failed.Error ?? "no reason was given"}");
        terminal.Say();
        if (report.Champion is { } champion)
        {
            if (champion.MeanValAccuracy is { } mean)
                terminal.Say(Text($"Best on "
                    + $"average: {champion.Experiment}, {mean:0.000} ± {champion.StdValAccuracy:0.000} over {champion.Runs} runs; the "
                    + $"best of its models is the champion."));
            terminal.Say(
                Text($"Champion: {champion.Experiment}, validation accuracy {champion.ValAccuracy:0.000} (95 % "
                    + $"interval {champion.ValAccuracyLow:0.000} to {champion.ValAccuracyHigh:0.000}), model "
                    + $"version {champion.ModelVersion}"));
            terminal.Say(
                "This accuracy was also used to choose the champion, so it flatters it; for a fair number: ./run evaluate FOLDER, with "
                    + "photos that it has never seen.");
        }
        else
        {
            terminal.Say("No champion: no run finished.");
        }
        foreach (string warning in report.Warnings) terminal.Say($"Warning: {warning}");
        if (compareUrl is not null)
            terminal.Say(servicesStay ? $"Compare the runs: {compareUrl}" : $"Compare the runs: ./run up, then open {compareUrl}");
    }

    public void Show(IReadOnlyList<RejectedUpload> rejected)
    {
        if (rejected.Count == 0) return;
        terminal.Say($"{rejected.Count} {(rejected.Count == 1 ? "file was" : "files were")} not used:");
        foreach (RejectedUpload reject in rejected.Take(ShownRejects)) terminal.Say($"  {reject.Upload}: {reject.Message}");
        if (rejected.Count > ShownRejects)
            terminal.Say($"  and {rejected.Count - ShownRejects} more; all are in the rejected container, each with its reason");
    }

    private static Table Runs(RetrainReport report)
    {
        int train = report.Counts.Sum(count => count.Train), validation = report.Counts.Sum(count => count.Validation);
        Table table = new Table
        {
            Border = TableBorder.Simple,
            Title = new TableTitle($"{train} training and {validation} validation photos of {report.Counts.Count} classes")
        }
            .AddColumn("#").AddColumn("run").AddColumn(Right("val. accuracy")).AddColumn("95 % interval").AddColumn(Right("train accuracy"))
            .AddColumn(Right("gap")).AddColumn(Right("best epoch")).AddColumn(Right("seconds")).AddColumn("");
        int place = 0;
        foreach (LeaderboardEntry run in report.Runs)
        {
            bool ranked = run.ValAccuracy is not null;
            table.AddRow(
                Cell(ranked ? Text($"{++place}") : ""),
                Cell(Name(run)),
                Cell(Text($"{run.ValAccuracy:0.000}")),
                Cell(ranked ? Text($"{run.ValAccuracyLow:0.000} to {run.ValAccuracyHigh:0.000}") : ""),
                Cell(Text($"{run.TrainAccuracy:0.000}")),
                Cell(Text($"{run.Gap:+0.000;-0.000;0.000}")),
                Cell(run.BestEpoch is null ? "" : Text($"{run.BestEpoch} of {run.Epochs}")),
                Cell(Text($"{run.Seconds:0.0}")),
                Cell(Remark(run, report.Champion)));
        }
        return table;
    }

    private static string Remark(LeaderboardEntry run, Champion? champion) => string.Join(", ", new[]
    {
        run.RunId == champion?.RunId ? "champion" : null,
        run.State switch { JobState.Finished => null, JobState.Failed => "failed", _ => "not finished" },
        run.Reused ? "trained before" : null,
    }.OfType<string>());

    /// <summary>With several folds or repeats of an experiment one number says little: mean and sample standard deviation.</summary>
    private static IEnumerable<string> Spread(IReadOnlyList<ExperimentScore> experiments)
    {
        foreach (ExperimentScore score in experiments.Where(score => score.ValAccuracyStd is not null))
        {
            string runs = score.Runs == score.Planned ? $"{score.Runs}" : $"{score.Runs} of {score.Planned}";
            yield return Text($"{score.Experiment}: {score.ValAccuracy:0.000} ± {score.ValAccuracyStd:0.000} over {runs} runs");
        }
    }

    private static string Name(LeaderboardEntry run) => RetrainWatch.Name(run.Experiment, run.Repeat, run.Fold, run.StopAfterEpoch);

    private static TableColumn Right(string header) => new TableColumn(header).RightAligned();

    private static Text Cell(string text) => new(Terminal.Printable(text));
}
