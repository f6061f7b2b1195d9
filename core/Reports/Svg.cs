using System.Globalization;
using System.Security;
using System.Text;

namespace ImageClassifier.Core.Reports;

/// <summary>Collects the elements of a small drawing.</summary>
internal sealed class Svg(double width, double height)
{
    private readonly StringBuilder _elements = new();

    public Svg Text(double x, double y, string text, string attributes = "") =>
        Add($"<text x=\"{Number(x)}\" y=\"{Number(y)}\" {attributes}>{SecurityElement.Escape(text)}</text>");

    public Svg Rectangle(double x, double y, double w, double h, string attributes) =>
        Add($"<rect x=\"{Number(x)}\" y=\"{Number(y)}\" width=\"{Number(w)}\" height=\"{Number(h)}\" {attributes}/>");

    public Svg Line(double x1, double y1, double x2, double y2, string attributes) =>
        Add($"<line x1=\"{Number(x1)}\" y1=\"{Number(y1)}\" x2=\"{Number(x2)}\" y2=\"{Number(y2)}\" {attributes}/>");

    public Svg Polyline(IEnumerable<(double X, double Y)> points, string attributes) =>
        Add($"<polyline points=\"{string.Join(' ', points.Select(p => $"{Number(p.X)},{Number(p.Y)}"))}\" fill=\"none\" {attributes}/>");

    public override string ToString() =>
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Number(width)} {Number(height)}\" width=\"{Number(width)}\" height=\"{Number(height)}\" "
        + $"font-family=\"system-ui, sans-serif\" font-size=\"12\" fill=\"#222\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n{_elements}</svg>\n";

    private Svg Add(string element)
    {
        _elements.Append(element).Append('\n');
        return this;
    }

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
