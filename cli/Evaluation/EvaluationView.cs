using System.Globalization;
using ImageClassifier.Cli.Output;
using ImageClassifier.Contracts.Statistics;
using ImageClassifier.Studies.Statistics;
using Spectre.Console;

namespace ImageClassifier.Cli.Evaluation;

/// <summary>An evaluation for a person.</summary>
internal sealed class EvaluationView(Terminal terminal)
{
    public void Show(EvaluationReport report)
    {
        terminal.Say();
        terminal.Say(Text($"Accuracy {report.Accuracy:0.000} ({report.Correct} of {report.Photos} photos, 95 % interval {report.AccuracyLow:0.000} to {report.AccuracyHigh:0.000}), {report.Model.Name} version {report.Model.Version}"));
        terminal.Show(Scores(report));
        terminal.Say(Text($"Calibration error {report.Ece:0.000}: how far the probabilities are from how often they are right, on average. Log loss {report.LogLoss:0.000}."));
        terminal.Show(Confusion(report));
        if (report.Unread.Count == 0) return;
        terminal.Say($"{report.Unread.Count} {(report.Unread.Count == 1 ? "photo" : "photos")} could not be read and do not count:");
        foreach (UnreadPhoto photo in report.Unread) terminal.Say($"  {photo.Photo}: {photo.Reason}");
    }

    private static Table Scores(EvaluationReport report)
    {
        Table table = new Table { Border = TableBorder.Simple }.AddColumn("class")
            .AddColumn(Right("precision")).AddColumn(Right("recall")).AddColumn(Right("F1")).AddColumn(Right("AUC")).AddColumn(Right("photos"));
        foreach (ClassScore score in report.PerClass)
            table.AddRow(Cell(score.Label), Cell(Text($"{score.Precision:0.000}")), Cell(Text($"{score.Recall:0.000}")), Cell(Text($"{score.F1:0.000}")), Cell(Text($"{score.Auc:0.000}")), Cell(Text($"{score.Support}")));
        table.AddRow(Cell("mean"), Cell(Text($"{report.Macro.Precision:0.000}")), Cell(Text($"{report.Macro.Recall:0.000}")), Cell(Text($"{report.Macro.F1:0.000}")), Cell(Text($"{report.Auc:0.000}")), Cell(Text($"{report.Photos}")));
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

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
