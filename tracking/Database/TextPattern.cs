namespace ImageClassifier.Tracking.Database;

/// <summary>LIKE and ILIKE for all of Unicode: SQLite's own LIKE ignores the case of ASCII letters whether asked to or not.</summary>
internal static class TextPattern
{
    /// <summary>Whether <paramref name="text"/> as a whole fits a pattern in which % stands for any text and _ for one character.</summary>
    public static bool Matches(string? text, string? pattern, bool ignoreCase)
    {
        if (text is null || pattern is null) return false;

        // Only the last % has to be tried again: what fits an earlier one is then free to begin as early as it can.
        int t = 0, p = 0, retryText = 0, retryPattern = -1;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '%')
            {
                (retryPattern, retryText) = (++p, t);
            }
            else if (p < pattern.Length && pattern[p] == '_')
            {
                t += char.IsHighSurrogate(text[t]) && t + 1 < text.Length ? 2 : 1;
                p++;
            }
            else if (p < pattern.Length && Same(text[t], pattern[p], ignoreCase))
            {
                t++;
                p++;
            }
            else if (retryPattern >= 0)
            {
                (t, p) = (++retryText, retryPattern);
            }
            else
            {
                return false;
            }
        }
        while (p < pattern.Length && pattern[p] == '%') p++;
        return p == pattern.Length;
    }

    private static bool Same(char one, char other, bool ignoreCase) =>
        one == other || (ignoreCase && char.ToUpperInvariant(one) == char.ToUpperInvariant(other));
}
