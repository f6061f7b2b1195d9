using System.Globalization;
using ImageClassifier.Contracts.Jobs;

namespace ImageClassifier.Studies.Reports.Charts;

/// <summary>Draws accuracy and loss of training and validation over the epochs.</summary>
public static class CurvesSvg
{
    private const double PanelWidth = 360, PanelHeight = 230, Gap = 20;

    /// <param name="epochs">In order.</param>
    /// <param name="bestEpoch">Marked with a vertical line.</param>
    /// <returns>An SVG document.</returns>
    public static string Render(IReadOnlyList<EpochRecord> epochs, int bestEpoch)
    {
        var svg = new Svg(2 * PanelWidth + Gap, PanelHeight, "Accuracy and loss by epoch, for training and validation photos");
        var run = new CurveRun(epochs, bestEpoch);
        CurvePanel.Accuracy([run], CurvePanel.LowestAccuracy([run])).Draw(svg, 0, PanelWidth, PanelHeight);
        CurvePanel.Loss([run], CurvePanel.HighestLoss([run])).Draw(svg, PanelWidth + Gap, PanelWidth, PanelHeight);
        return svg.ToString();
    }
}

/// <summary>The epochs of one run and which was best.</summary>
internal sealed record CurveRun(IReadOnlyList<EpochRecord> Epochs, int BestEpoch);

/// <summary>One chart of a quantity over the epochs. The first run is drawn in full, further repeats as thin lines behind it.</summary>
internal sealed record CurvePanel(
    string Title, IReadOnlyList<CurveRun> Runs, Func<EpochRecord, double> Training, Func<EpochRecord, double> Validation, double Low,
        double High, bool Percent)
{
    private const double Left = 46, Right = 76, Top = 44, Bottom = 30;

    public static CurvePanel Accuracy(IReadOnlyList<CurveRun> runs, double low) =>
        new("accuracy", runs, epoch => epoch.TrainAccuracy, epoch => epoch.ValAccuracy, low, 1, Percent: true);

    public static CurvePanel Loss(IReadOnlyList<CurveRun> runs, double high) =>
        new("loss", runs, epoch => epoch.TrainLoss, epoch => epoch.ValLoss, 0, high, Percent: false);

    /// <summary>Lower end of an accuracy axis that several panels may share.</summary>
    public static double LowestAccuracy(IEnumerable<CurveRun> runs) => Math.Max(0, Math.Floor(
        runs.SelectMany(run => run.Epochs).SelectMany(epoch => new[] { epoch.TrainAccuracy, epoch.ValAccuracy }).DefaultIfEmpty(0)
            .Min() * 5 - 1e-9) / 5);

    /// <summary>Upper end of a loss axis. One bad epoch does not flatten the others: what lies beyond three times the median start is cut
    /// off.</summary>
    public static double HighestLoss(IEnumerable<CurveRun> runs)
    {
        CurveRun[] all = [.. runs.Where(run => run.Epochs.Count > 0)];
        double[] values =
            [.. all.SelectMany(run => run.Epochs).SelectMany(epoch => new[] { epoch.TrainLoss, epoch.ValLoss }).Where(double.IsFinite)];
        double[] starts = [.. all.Select(run => run.Epochs[0].TrainLoss).Where(double.IsFinite).Order()];
        if (values.Length == 0 || starts.Length == 0 || values.Max() <= 0) return 1;
        double highest = Math.Min(values.Max(), Math.Max(3 * starts[starts.Length / 2], 0.01));
        double step = NiceStep(highest);
        return Math.Ceiling(highest / step - 1e-9) * step;
    }

    /// <param name="svg">Drawn into.</param>
    /// <param name="left">Of the panel.</param>
    /// <param name="width">Of the panel, labels included.</param>
    /// <param name="height">Of the panel.</param>
    public void Draw(Svg svg, double left, double width, double height)
    {
        double plotWidth = width - Left - Right, plotHeight = height - Top - Bottom, x0 = left + Left;
        int last = Math.Max(1, Runs.Select(run => run.Epochs.Count).DefaultIfEmpty(1).Max());
        double X(double epoch) => x0 + (last == 1 ? plotWidth / 2 : (epoch - 1) * plotWidth / (last - 1));
        double Y(double value) => Top + plotHeight * (1 - (Math.Clamp(value, Low, High) - Low) / (High - Low));

        svg.Text(left + 4, 16, Title, "b");
        double step = Percent ? High - Low > 0.5 ? 0.2 : 0.1 : NiceStep(High);
        for (double tick = Low; tick <= High + 1e-9; tick += step)
        {
            svg.Line(x0, Y(tick), x0 + plotWidth, Y(tick), "grid");
            svg.Text(x0 - 6, Y(tick) + 4, Percent ? Text(tick * 100, "0") + " %"
                : Text(tick, step < 0.1 ? "0.00" : step < 1 ? "0.0" : "0"), "m small end");
        }
        svg.Text(x0, height - 10, "1", "m small mid");
        svg.Text(x0 + plotWidth, height - 10, $"epoch {last}", "m small end");
        foreach (CurveRun run in Runs.Skip(1))
        {
            svg.Polyline(Points(run, Training), "train thin");
            svg.Polyline(Points(run, Validation), "val thin");
        }
        if (Runs.Count == 0 || Runs[0].Epochs.Count == 0) return;
        DrawFirst(svg, Runs[0], X, Y, x0, plotWidth, plotHeight);

        IEnumerable<(double, double)> Points(CurveRun run, Func<EpochRecord, double> value) =>
            run.Epochs.Select(epoch => (X(epoch.Epoch), Y(Finite(value(epoch)))));
    }

    private void DrawFirst(Svg svg, CurveRun run, Func<double, double> x, Func<double, double> y, double x0, double plotWidth,
        double plotHeight)
    {
        EpochRecord best = run.Epochs[Math.Clamp(run.BestEpoch, 1, run.Epochs.Count) - 1], end = run.Epochs[^1];
        double bestX = x(best.Epoch);
        svg.Line(bestX, Top, bestX, Top + plotHeight, "best");
        string note = $"best epoch {best.Epoch}: {Show(Validation(best))}";
        // Room for the note to the right of the line, else to its left.
        bool before = bestX > x0 + plotWidth * 0.55;
        svg.Text(before ? bestX + 4 : bestX - 4, Top - 8, note, before ? "best small end" : "best small");
        svg.Polyline(run.Epochs.Select(epoch => (x(epoch.Epoch), y(Finite(Training(epoch))))), "train");
        svg.Polyline(run.Epochs.Select(epoch => (x(epoch.Epoch), y(Finite(Validation(epoch))))), "val");
        svg.Circle(bestX, y(Finite(Validation(best))), 3.5, "best");
        if (run.Epochs.Count == 1) svg.Circle(bestX, y(Finite(Training(best))), 3.5, "train");
        // The labels stand at the lines' ends, moved apart where those meet.
        double trainY = y(Finite(Training(end))), valY = y(Finite(Validation(end)));
        if (Math.Abs(trainY - valY) < 14)
        {
            double middle = Math.Clamp((trainY + valY) / 2, Top + 7, Top + plotHeight - 7), up = trainY <= valY ? -7 : 7;
            (trainY, valY) = (middle + up, middle - up);
        }
        double labelX = x(end.Epoch) + 8;
        svg.Text(labelX, trainY + 4, "training", "train");
        svg.Text(labelX, valY + 4, "validation", "val");
    }

    private string Show(double value) => Percent ? Text(value * 100, "0.0") + " %" : Text(value, "0.00");

    private double Finite(double value) => double.IsFinite(value) ? value : High;

    private static double NiceStep(double high)
    {
        double raw = high / 4, power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        return (raw / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 } * power;
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
