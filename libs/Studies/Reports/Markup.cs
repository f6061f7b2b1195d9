using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using ImageClassifier.Studies.Reports.Charts;

namespace ImageClassifier.Studies.Reports;

/// <summary>
/// A piece of HTML. Whatever is put into <c>Markup.Of($"…{value}…")</c> is escaped unless it is markup itself, so that no label or file
/// name of anybody becomes an element.
/// </summary>
internal readonly record struct Markup(string Text)
{
    public static readonly Markup Nothing = new("");

    public static Markup Of(Handler handler) => new(handler.ToString());

    /// <summary>A sentence in which commands and field names stand between backticks.</summary>
    public static Markup Prose(string text) =>
        Join(text.Split('`').Select((part, i) => i % 2 == 0 ? Of($"{part}") : Of($"<code>{part}</code>")));

    public static Markup Join(IEnumerable<Markup> parts) => new(string.Concat(parts.Select(part => part.Text)));

    public override string ToString() => Text;

    /// <summary>Collects the parts of an interpolated string.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Handler
    {
        private readonly StringBuilder _text;

        public Handler(int literalLength, int formattedCount) => _text = new StringBuilder(literalLength + 16 * formattedCount);

        public void AppendLiteral(string text) => _text.Append(text);

        public void AppendFormatted(Markup markup) => _text.Append(markup.Text);

        // A number and its percent sign stay on one line.
        public void AppendFormatted(string? text) =>
            _text.Append(Svg.Escape(text ?? "").Replace(" %", "&#160;%", StringComparison.Ordinal));

        public void AppendFormatted(int number) => _text.Append(number.ToString(CultureInfo.InvariantCulture));

        public override string ToString() => _text.ToString();
    }
}
