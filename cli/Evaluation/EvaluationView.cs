using ImageClassifier.Cli.Output;
using ImageClassifier.Contracts.Statistics;
using Spectre.Console;
using static ImageClassifier.Contracts.Text.Invariant;

namespace ImageClassifier.Cli.Evaluation;

/// <summary>An evaluation for a person.</summary>
internal sealed class EvaluationView(Terminal terminal)
{
    public void Show(EvaluationReport report)
    {
        terminal.Say();
        terminal.Say(
            Text($"Accuracy {report.Accuracy:0.000} ({report.Correct} of {report.Photos} photos, 95 % "
                + $"interval {report.AccuracyLow:0.000} to {report.AccuracyHigh:0.000}), "
                + $"{report.Model.Name} version {report.Model.Version}"));
        terminal.Show(Scores(report));
        terminal.Say(
            Text($"Calibration error {report.Ece:0.000}: how far the probabilities are from how often they are right, on average. Log "
                + $"loss {report.LogLoss:0.000}."));
        terminal.Show(Confusion(report));
        foreach (string line in Seen(report)) terminal.Say(line);
        if (report.Unread.Count == 0) return;
        terminal.Say($"{report.Unread.Count} {(report.Unread.Count == 1 ? "photo" : "photos")} could not be read and do not count:");
        foreach (UnreadPhoto photo in report.Unread) terminal.Say($"  {photo.Photo}: {photo.Reason}");
    }

    /// <summary>What the person must know of the accuracy above: whether it is a fair one.</summary>
    internal static IEnumerable<string> Seen(EvaluationReport report)
    {
        if (report.Overlap is not { } overlap)
        {
            yield return "The storage no longer tells what this model was trained with: whether these photos are new to it is not known.";
            yield break;
        }
        if (!overlap.LooksCompared)
            yield return "Photos that look nearly like training photos are not found: the model was trained with an older version.";
        if (overlap.Seen == 0)
        {
            yield return "None of these photos was used to train or to choose the model: the accuracy is a fair number.";
            yield break;
        }
        yield return $"Warning: {overlap.Seen} of {report.Photos} photos were used to train or to choose this model, so the accuracy "
            + $"above flatters it:";
        if (overlap.Training + overlap.NearTraining > 0) yield return $"  {Kind(overlap.Training, overlap.NearTraining)} it was trained on";
        if (overlap.Validation + overlap.NearValidation > 0)
            yield return $"  {Kind(overlap.Validation, overlap.NearValidation)} chose its best epoch and made it the champion";
        yield return overlap.Unseen is { } fair
            ? Text($"On the {fair.Photos} new to it: accuracy {fair.Accuracy:0.000} ({fair.Correct} of {fair.Photos} photos, 95 % "
            + $"interval {fair.Low:0.000} to {fair.High:0.000}).")
            : "None is new to it: for a fair number evaluate photos that were never trained on.";
    }

    private static string Kind(int same, int near) => (same, near) switch
    {
        (_, 0) => $"{same} that",
        (0, _) => $"{near} that look nearly like one that",
        _ => $"{same} that, and {near} that look nearly like one that,",
    };

    private static Table Scores(EvaluationReport report)
    {
        Table table = new Table { Border = TableBorder.Simple }.AddColumn("class")
            .AddColumn(Right("precision")).AddColumn(Right("recall")).AddColumn(Right("F1")).AddColumn(Right("AUC"))
            .AddColumn(Right("photos"));
        foreach (ClassScore score in report.PerClass)
            table.AddRow(Cell(score.Label), Cell(Text($"{score.Precision:0.000}")), Cell(Text($"{score.Recall:0.000}")),
                Cell(Text($"{score.F1:0.000}")), Cell(Text($"{score.Auc:0.000}")), Cell(Text($"{score.Support}")));
        table.AddRow(Cell("mean"), Cell(Text($"{report.Macro.Precision:0.000}")), Cell(Text($"{report.Macro.Recall:0.000}")),
            Cell(Text($"{report.Macro.F1:0.000}")), Cell(Text($"{report.Auc:0.000}")), Cell(Text($"{report.Photos}")));
        return table;
    }

    private static Table Confusion(EvaluationReport report)
    {
        Table table = new Table { Border = TableBorder.Simple, Title = new TableTitle("rows: true class, columns: answer") }.AddColumn("");
        foreach (string label in report.Classes) table.AddColumn(Right(label));
        for (int row = 0; row < report.Classes.Count; row++)
            table.AddRow([Cell(report.Classes[row]), .. report.ConfusionMatrix[row].Select(count => Cell(Text($"{count}")))]);
        return table;
    }

    private static TableColumn Right(string header) => new TableColumn(new Text(Terminal.Printable(header))).RightAligned();

    private static Text Cell(string text) => new(Terminal.Printable(text));
}
