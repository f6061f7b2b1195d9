using System.Globalization;
using System.Net;
using System.Text;

namespace ImageClassifier.Studies.Reports.Charts;

/// <summary>Collects the elements of a drawing. Colours are the classes of <see cref="Theme"/>, so that a drawing is readable on light and
/// dark.</summary>
/// <param name="width">In user units, one pixel where there is room.</param>
/// <param name="height">The same.</param>
/// <param name="title">What the drawing shows, for people who hear it read.</param>
internal sealed class Svg(double width, double height, string title)
{
    private readonly StringBuilder _elements = new();

    /// <param name="x">Of the anchor.</param>
    /// <param name="y">Of the base line.</param>
    /// <param name="text">Escaped here.</param>
    /// <param name="style">Classes: <c>m</c> muted, <c>b</c> bold, <c>mid</c> and <c>end</c> for the anchor.</param>
    /// <param name="attributes">More, written as they are.</param>
    public Svg Text(double x, double y, string text, string style = "", string attributes = "") =>
        Add($"<text x=\"{Number(x)}\" y=\"{Number(y)}\" class=\"{style}\" {attributes}>{Escape(text)}</text>");

    /// <param name="x">Left.</param>
    /// <param name="y">Top.</param>
    /// <param name="w">Width.</param>
    /// <param name="h">Height.</param>
    /// <param name="style">Classes.</param>
    /// <param name="attributes">More, written as they are.</param>
    /// <param name="tip">Shown under the pointer.</param>
    public Svg Rectangle(double x, double y, double w, double h, string style, string attributes = "", string? tip = null) =>
        Add($"<rect x=\"{Number(x)}\" y=\"{Number(y)}\" width=\"{Number(w)}\" height=\"{Number(h)}\" "
            + $"class=\"{style}\" {attributes}>{Tip(tip)}</rect>");

    public Svg Line(double x1, double y1, double x2, double y2, string style) =>
        Add($"<line x1=\"{Number(x1)}\" y1=\"{Number(y1)}\" x2=\"{Number(x2)}\" y2=\"{Number(y2)}\" class=\"{style}\"/>");

    public Svg Polyline(IEnumerable<(double X, double Y)> points, string style) =>
        Add($"<polyline points=\"{string.Join(' ', points.Select(p => $"{Number(p.X)},{Number(p.Y)}"))}\" class=\"{style}\"/>");

    public Svg Circle(double x, double y, double radius, string style, string? tip = null) =>
        Add($"<circle cx=\"{Number(x)}\" cy=\"{Number(y)}\" r=\"{Number(radius)}\" class=\"{style}\">{Tip(tip)}</circle>");

    /// <summary>A picture in the file itself.</summary>
    public Svg Image(double x, double y, double side, byte[] jpeg) =>
        Add($"<image x=\"{Number(x)}\" y=\"{Number(y)}\" width=\"{Number(side)}\" height=\"{Number(side)}\" "
            + $"href=\"data:image/jpeg;base64,{Convert.ToBase64String(jpeg)}\"/>");

    /// <summary>As a file of its own, with its colours and a background.</summary>
    public override string ToString() =>
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" {Head()}>\n<title>{Escape(title)}</title>\n"
        + $"<style>{Theme.Colours(":root")}{Theme.Drawing}</style>\n"
        + $"<rect width=\"100%\" height=\"100%\" class=\"surface\"/>\n{_elements}</svg>\n";

    /// <summary>As a part of a page that has the <see cref="Theme"/>.</summary>
    public string Inline() => $"<svg {Head()} aria-label=\"{Escape(title)}\">\n{_elements}</svg>\n";

    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Text for HTML, SVG and attributes. What XML has no place for, such as control characters, becomes a replacement
    /// character.</summary>
    public static string Escape(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
            clean.Append(rune.Value is '\t' or '\n' or >= 0x20 and not (>= 0x7f and < 0xa0) and not 0xfffe and not 0xffff ? rune.ToString()
                : "\ufffd");
        return WebUtility.HtmlEncode(clean.ToString());
    }

    private string Head() =>
        $"viewBox=\"0 0 {Number(width)} {Number(height)}\" width=\"{Number(width)}\" height=\"{Number(height)}\" class=\"drawing\" "
            + $"role=\"img\"";

    private static string Tip(string? tip) => tip is null ? "" : $"<title>{Escape(tip)}</title>";

    private Svg Add(string element)
    {
        _elements.Append(element).Append('\n');
        return this;
    }
}
