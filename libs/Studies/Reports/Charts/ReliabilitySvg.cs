using System.Globalization;
using ImageClassifier.Contracts.Statistics;
using ImageClassifier.Studies.Statistics;

namespace ImageClassifier.Studies.Reports.Charts;

/// <summary>Draws a reliability diagram (Niculescu-Mizil and Caruana 2005): how often answers of so much confidence are right, and how many
/// there are.</summary>
public static class ReliabilitySvg
{
    private const double Side = 230, Left = 56, Top = 68, Strip = 44, Right = 16;

    /// <param name="raw">Bins of the probabilities as the network gives them.</param>
    /// <param name="calibrated">Bins after temperature scaling; empty leaves them out.</param>
    /// <returns>An SVG document.</returns>
    public static string Render(IReadOnlyList<ReliabilityBin> raw, IReadOnlyList<ReliabilityBin> calibrated) =>
        Draw(raw, calibrated).ToString();

    internal static Svg Draw(IReadOnlyList<ReliabilityBin> raw, IReadOnlyList<ReliabilityBin> calibrated)
    {
        double strip = Top + Side + 14, bottom = strip + Strip;
        var svg = new Svg(Left + Side + Right, bottom + 40, "Reliability diagram: share of right answers by confidence");
        double X(double value) => Left + Side * value;
        double Y(double value) => Top + Side * (1 - value);

        svg.Text(12, Top + Side / 2, "right answers", "m mid", $"transform=\"rotate(-90 12 {Svg.Number(Top + Side / 2)})\"");
        foreach (int percent in new[] { 0, 25, 50, 75, 100 })
        {
            double at = percent / 100.0;
            svg.Line(X(0), Y(at), X(1), Y(at), "grid").Text(X(0) - 6, Y(at) + 4, $"{percent} %", "m small end");
            svg.Text(X(at), bottom + 16, $"{percent} %", "m small mid");
        }
        svg.Line(X(0), Y(0), X(1), Y(1), "dash");
        Curve(svg, raw, "train", X, Y);
        if (calibrated.Count > 0) Curve(svg, calibrated, "val", X, Y);
        svg.Circle(X(0) + 4, 34, 4, "train").Text(X(0) + 14, 38, $"as trained: calibration error {Error(raw)}", "train");
        if (calibrated.Count > 0) svg.Circle(X(0) + 4, 51, 4, "val").Text(X(0) + 14, 55, $"with temperature: {Error(calibrated)}", "val");
        svg.Text(X(1) - 4, Y(0) - 6, "below: too sure", "m small end");

        int most = Math.Max(1, raw.Select(bin => bin.Count).DefaultIfEmpty(0).Max());
        svg.Line(X(0), bottom, X(1), bottom, "axis").Text(X(0) - 6, bottom - Strip / 2 + 4, "photos", "m small end");
        foreach (ReliabilityBin bin in raw.Where(bin => bin.Count > 0))
        {
            double h = Math.Max(2, (Strip - 12) * bin.Count / most), x = X(bin.Low) + 0.5, w = X(bin.High) - X(bin.Low) - 1;
            svg.Rectangle(x, bottom - h, w, h, "train", "fill-opacity=\"0.5\"", $"{bin.Count} photos");
            if (raw.Count <= Calibration.Bins)
                svg.Text(x + w / 2, bottom - h - 2, bin.Count.ToString(CultureInfo.InvariantCulture), "m mid", "style=\"font-size:9px\"");
        }
        svg.Text(X(0.5), bottom + 34, "confidence: probability of the answer", "m mid");
        svg.Text(4, 16, "reliability", "b");
        return svg;
    }

    private static void Curve(Svg svg, IReadOnlyList<ReliabilityBin> bins, string style, Func<double, double> x, Func<double, double> y)
    {
        ReliabilityBin[] filled = [.. bins.Where(bin => bin.Count > 0)];
        int most = Math.Max(1, filled.Select(bin => bin.Count).DefaultIfEmpty(0).Max());
        // A large dot is many photos: those count, a small one is chance.
        foreach (ReliabilityBin bin in filled)
            svg.Circle(x(bin.Confidence), y(bin.Accuracy), 2 + 5 * Math.Sqrt((double)bin.Count / most), style,
                FormattableString.Invariant($"{bin.Count} photos, {100 * bin.Confidence:0.0} % sure, {100 * bin.Accuracy:0.0} % right"));
    }

    private static string Error(IReadOnlyList<ReliabilityBin> bins) =>
        Calibration.Error(bins).ToString("0.000", CultureInfo.InvariantCulture);
}
