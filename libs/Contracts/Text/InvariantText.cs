using System.Globalization;
using System.Runtime.CompilerServices;

namespace ImageClassifier.Contracts.Text;

/// <summary>
/// An interpolated string with numbers and dates as the invariant culture writes them, whatever the machine's culture; also one that is
/// joined of several.
/// </summary>
[InterpolatedStringHandler]
public ref struct InvariantText(int literalLength, int formattedCount)
{
    private DefaultInterpolatedStringHandler _text = new(literalLength, formattedCount, CultureInfo.InvariantCulture);

    /// <summary>Called by the compiler for the text between the holes.</summary>
    public void AppendLiteral(string value) => _text.AppendLiteral(value);

    /// <summary>Called by the compiler for a hole.</summary>
    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    /// <summary>Called by the compiler for a hole with a format.</summary>
    public void AppendFormatted<T>(T value, string? format) => _text.AppendFormatted(value, format);

    /// <summary>The text; may be asked for once.</summary>
    public override string ToString() => _text.ToStringAndClear();
}
