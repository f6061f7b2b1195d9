using System.Globalization;

namespace ImageClassifier.Studies.Reports.Charts;

/// <summary>Draws a confusion matrix: a row for each true class, a column for each predicted one, stronger for a larger share of the
/// row.</summary>
public static class ConfusionMatrixSvg
{
    private const double Right = 16, Bottom = 12;

    // Beyond this the numbers have no room; the cells keep them as tips.
    private const int NumberedClasses = 16;

    /// <param name="classes">In the order of the rows and columns.</param>
    /// <param name="counts">Row: true class; column: predicted class.</param>
    /// <returns>An SVG document.</returns>
    public static string Render(IReadOnlyList<string> classes, IReadOnlyList<IReadOnlyList<int>> counts) =>
        Draw(classes, counts).ToString();

    internal static Svg Draw(IReadOnlyList<string> classes, IReadOnlyList<IReadOnlyList<int>> counts)
    {
        double cell = classes.Count switch { <= 4 => 56, <= 8 => 46, <= NumberedClasses => 34, <= 40 => 14, _ => 8 };
        string[] labels = [.. classes.Select(label => Short(label, 14))];
        int longest = labels.Select(label => label.Length).DefaultIfEmpty(0).Max();
        bool named = cell >= 14;
        double margin = named ? 24 + 7 * longest : 24, top = named ? 34 + 5.2 * longest : 34, side = cell * classes.Count;
        var svg = new Svg(margin + side + Right + (named ? 4.5 * longest : 0), top + side + Bottom,
            "Confusion matrix: rows are the true classes, columns the predicted ones");
        svg.Text(margin + side / 2, 14, "predicted class", "m mid");
        svg.Text(12, top + side / 2, "true class", "m mid", $"transform=\"rotate(-90 12 {Svg.Number(top + side / 2)})\"");
        for (int row = 0; row < classes.Count; row++)
        {
            double middle = (row + 0.5) * cell;
            if (named)
            {
                double x = margin + middle + 3, y = top - 6;
                svg.Text(margin - 6, top + middle + 4, labels[row], "end");
                svg.Text(x, y, labels[row], "", $"transform=\"rotate(-45 {Svg.Number(x)} {Svg.Number(y)})\"");
            }
            int total = counts[row].Sum();
            for (int column = 0; column < classes.Count; column++)
            {
                int count = counts[row][column];
                double share = total == 0 ? 0 : (double)count / total, x = margin + column * cell, y = top + row * cell;
                svg.Rectangle(x, y, cell, cell, $"cell {(count == 0 ? "none" : row == column ? "hit" : "miss")}",
                    $"fill-opacity=\"{Svg.Number(0.15 + 0.85 * share)}\"",
                        $"{classes[row]} taken for {classes[column]}: {count} of {total}");
                if (classes.Count <= NumberedClasses)
                    svg.Text(x + cell / 2, y + cell / 2 + 4, count.ToString(CultureInfo.InvariantCulture), count == 0 ? "m mid"
                        : share > 0.55 ? "b mid on" : "b mid");
            }
        }
        return svg;
    }

    internal static string Short(string label, int longest) => label.Length <= longest ? label : label[..(longest - 1)] + "…";
}
