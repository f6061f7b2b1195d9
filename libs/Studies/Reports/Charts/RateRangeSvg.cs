using System.Globalization;

namespace ImageClassifier.Studies.Reports.Charts;

/// <summary>One step of a learning-rate range test.</summary>
/// <param name="Rate">Of the step.</param>
/// <param name="Loss">Smoothed.</param>
public sealed record RatePoint(double Rate, double Loss);

/// <summary>Draws the loss over the learning rate, by the logarithm of the rate.</summary>
public static class RateRangeSvg
{
    private const double Width = 640, Height = 340, Left = 54, Right = 24, Top = 48, Bottom = 44;

    /// <param name="points">In the order of the steps.</param>
    /// <param name="suggestion">Marked with a vertical line; null for none.</param>
    /// <returns>An SVG document.</returns>
    public static string Render(IReadOnlyList<RatePoint> points, double? suggestion)
    {
        var svg = new Svg(Width, Height, "Training loss by learning rate");
        svg.Text(4, 18, "training loss by learning rate", "b");
        if (points.Count == 0) return svg.ToString();
        double plotWidth = Width - Left - Right, plotHeight = Height - Top - Bottom;
        double first = Math.Log10(points[0].Rate), last = Math.Max(Math.Log10(points[^1].Rate), first + 1e-9);
        double low = points.Min(point => point.Loss), high = points.Max(point => point.Loss), margin = Math.Max((high - low) * 0.05, 1e-6);
        (low, high) = (low - margin, high + margin);
        double X(double rate) => Left + plotWidth * (Math.Log10(rate) - first) / (last - first);
        double Y(double loss) => Top + plotHeight * (high - loss) / (high - low);

        for (int tick = 0; tick <= 4; tick++)
        {
            double value = low + (high - low) * tick / 4;
            svg.Line(Left, Y(value), Left + plotWidth, Y(value), "grid");
            svg.Text(Left - 6, Y(value) + 4, value.ToString("0.00", CultureInfo.InvariantCulture), "m small end");
        }
        for (int power = (int)Math.Ceiling(first - 1e-9); power <= last + 1e-9; power++)
        {
            double x = X(Math.Pow(10, power));
            svg.Line(x, Top, x, Top + plotHeight, "grid");
            svg.Text(x, Top + plotHeight + 18, string.Create(CultureInfo.InvariantCulture, $"1e{power}"), "m small mid");
        }
        svg.Text(Left + plotWidth / 2, Height - 6, "learning rate", "m small mid");
        svg.Polyline(points.Select(point => (X(point.Rate), Y(point.Loss))), "train");
        if (suggestion is { } rate)
        {
            double x = X(rate);
            svg.Line(x, Top, x, Top + plotHeight, "best");
            bool right = x < Left + plotWidth * 0.6;
            svg.Text(right ? x + 4 : x - 4, Top - 8, string.Create(CultureInfo.InvariantCulture, $"suggestion: {rate:0.0e+0}"), right
                ? "best small" : "best small end");
        }
        return svg.ToString();
    }
}
