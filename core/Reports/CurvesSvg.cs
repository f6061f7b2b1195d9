using System.Globalization;
using ImageClassifier.Core.Jobs;

namespace ImageClassifier.Core.Reports;

/// <summary>Draws accuracy and loss of training and validation over the epochs.</summary>
public static class CurvesSvg
{
    private const double PlotWidth = 340, PlotHeight = 200, Left = 50, Top = 40, Gap = 70;
    private const string Training = "stroke=\"#2166ac\" stroke-width=\"2\"", Validation = "stroke=\"#d6604d\" stroke-width=\"2\"";

    /// <param name="epochs">In order.</param>
    /// <param name="bestEpoch">Marked with a vertical line.</param>
    /// <returns>An SVG document.</returns>
    public static string Render(IReadOnlyList<EpochRecord> epochs, int bestEpoch)
    {
        var svg = new Svg(Left + 2 * PlotWidth + Gap + 20, Top + PlotHeight + 60);
        Plot(svg, Left, "accuracy", epochs, bestEpoch, epoch => epoch.TrainAccuracy, epoch => epoch.ValAccuracy, 1);
        double highest = epochs.SelectMany(epoch => new[] { epoch.TrainLoss, epoch.ValLoss }).DefaultIfEmpty(1).Max();
        Plot(svg, Left + PlotWidth + Gap, "loss", epochs, bestEpoch, epoch => epoch.TrainLoss, epoch => epoch.ValLoss, highest);
        double y = Top + PlotHeight + 48;
        svg.Line(Left, y - 4, Left + 20, y - 4, Training).Text(Left + 26, y, "training");
        svg.Line(Left + 100, y - 4, Left + 120, y - 4, Validation).Text(Left + 126, y, "validation");
        return svg.ToString();
    }

    private static void Plot(Svg svg, double left, string title, IReadOnlyList<EpochRecord> epochs, int bestEpoch,
        Func<EpochRecord, double> training, Func<EpochRecord, double> validation, double highest)
    {
        double scale = highest > 0 ? highest : 1;
        double X(int epoch) => left + (epochs.Count < 2 ? PlotWidth / 2 : (epoch - 1) * PlotWidth / (epochs.Count - 1));
        double Y(double value) => Top + PlotHeight * (1 - value / scale);

        svg.Text(left + PlotWidth / 2, Top - 14, title, "text-anchor=\"middle\" font-weight=\"bold\"");
        svg.Rectangle(left, Top, PlotWidth, PlotHeight, "fill=\"none\" stroke=\"#ccc\"");
        for (int tick = 0; tick <= 4; tick++)
        {
            double value = scale * tick / 4;
            svg.Line(left, Y(value), left + PlotWidth, Y(value), "stroke=\"#eee\"");
            svg.Text(left - 6, Y(value) + 4, value.ToString("0.00", CultureInfo.InvariantCulture), "text-anchor=\"end\"");
        }
        svg.Text(left, Top + PlotHeight + 16, "1", "text-anchor=\"middle\"");
        svg.Text(left + PlotWidth, Top + PlotHeight + 16, $"epoch {epochs.Count}", "text-anchor=\"end\"");
        svg.Line(X(bestEpoch), Top, X(bestEpoch), Top + PlotHeight, "stroke=\"#1b7837\" stroke-dasharray=\"4 3\"");
        svg.Polyline(epochs.Select(epoch => (X(epoch.Epoch), Y(training(epoch)))), Training);
        svg.Polyline(epochs.Select(epoch => (X(epoch.Epoch), Y(validation(epoch)))), Validation);
    }
}
