using System.Text;
using System.Text.RegularExpressions;

namespace ImageClassifier.Tracking.Store;

/// <summary>LIKE and ILIKE for all of Unicode: SQLite's own LIKE ignores the case of ASCII letters whether asked to or not.</summary>
internal static class TextPattern
{
    /// <summary>Whether <paramref name="text"/> as a whole fits a pattern in which % stands for any text and _ for one character.</summary>
    public static bool Matches(string? text, string? pattern, bool ignoreCase)
    {
        if (text is null || pattern is null) return false;
        var expression = new StringBuilder(@"\A");
        foreach (char c in pattern)
        {
            expression.Append(c switch { '%' => ".*", '_' => ".", _ => Regex.Escape(c.ToString()) });
        }

        // Without backtracking a pattern of many % takes time in proportion to the text.
        var options = RegexOptions.Singleline | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
        return Regex.IsMatch(text, expression.Append(@"\z").ToString(), ignoreCase ? options | RegexOptions.IgnoreCase : options);
    }
}
