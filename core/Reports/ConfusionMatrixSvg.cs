using System.Globalization;

namespace ImageClassifier.Core.Reports;

/// <summary>Draws a confusion matrix: a row for each true class, a column for each predicted one, darker for a larger share of the row.</summary>
public static class ConfusionMatrixSvg
{
    private const double Cell = 56, Margin = 130, Top = 60;

    /// <param name="classes">In the order of the rows and columns.</param>
    /// <param name="counts">Row: true class; column: predicted class.</param>
    /// <returns>An SVG document.</returns>
    public static string Render(IReadOnlyList<string> classes, IReadOnlyList<IReadOnlyList<int>> counts)
    {
        double side = Cell * classes.Count;
        var svg = new Svg(Margin + side + 20, Top + side + 60);
        svg.Text(Margin + side / 2, 20, "predicted", "text-anchor=\"middle\" font-weight=\"bold\"");
        svg.Text(8, Top - 10, "true", "font-weight=\"bold\"");
        for (int k = 0; k < classes.Count; k++)
        {
            string label = Short(classes[k]);
            svg.Text(Margin + (k + 0.5) * Cell, Top - 10, label.Length > 8 ? label[..7] + "…" : label, "text-anchor=\"middle\"");
            svg.Text(Margin - 8, Top + (k + 0.5) * Cell + 4, label, "text-anchor=\"end\"");
            int total = counts[k].Sum();
            for (int j = 0; j < classes.Count; j++)
            {
                double share = total == 0 ? 0 : (double)counts[k][j] / total;
                string opacity = share.ToString("0.###", CultureInfo.InvariantCulture);
                double x = Margin + j * Cell, y = Top + k * Cell;
                svg.Rectangle(x, y, Cell, Cell, $"fill=\"{(j == k ? "#1b7837" : "#b2182b")}\" fill-opacity=\"{opacity}\" stroke=\"#ccc\"");
                svg.Text(x + Cell / 2, y + Cell / 2 + 4, counts[k][j].ToString(CultureInfo.InvariantCulture),
                    $"text-anchor=\"middle\"{(share > 0.6 ? " fill=\"#fff\"" : "")}");
            }
        }
        return svg.ToString();
    }

    private static string Short(string label) => label.Length <= 18 ? label : label[..17] + "…";
}
