using ImageClassifier.Tracking.Errors;

namespace ImageClassifier.Tracking.Search;

/// <summary>The kinds of words in a filter or an order.</summary>
internal enum FilterTokenKind
{
    /// <summary>A name such as <c>metrics.loss</c>, or a keyword.</summary>
    Word,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A quoted value, without its quotes.</summary>
    Text,

    /// <summary>A comparison, a parenthesis or a comma.</summary>
    Symbol,
}

internal readonly record struct FilterToken(FilterTokenKind Kind, string Value)
{
    public bool Is(string keyword) => Kind == FilterTokenKind.Word && Value.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    public bool IsSymbol(string symbol) => Kind == FilterTokenKind.Symbol && Value == symbol;
}

/// <summary>Splits <c>metrics.`a b` >= 0.5 and tags."x" = 'y'</c> into words.</summary>
internal static class FilterTokens
{
    public static List<FilterToken> Split(string text)
    {
        var tokens = new List<FilterToken>();
        int i = 0;
        while (i < text.Length)
        {
            char c = text[i];
            if (char.IsWhiteSpace(c)) i++;
            else if (c is '\'' or '"') tokens.Add(new(FilterTokenKind.Text, Quoted(text, ref i)));
            else if (c is '(' or ')' or ',') tokens.Add(new(FilterTokenKind.Symbol, text[i++].ToString()));
            else if (c is '=' or '!' or '<' or '>') tokens.Add(new(FilterTokenKind.Symbol, Comparison(text, ref i)));
            else tokens.Add(WordOrNumber(text, ref i));
        }
        return tokens;
    }

    private static FilterToken WordOrNumber(string text, ref int i)
    {
        int start = i;
        var word = new System.Text.StringBuilder();
        while (i < text.Length && !char.IsWhiteSpace(text[i]) && text[i] is not ('(' or ')' or ',' or '=' or '!' or '<' or '>' or '\''))
        {
            // Quotes may hold the part of a name after the dot, and backticks any part.
            bool opens = text[i] == '`' || (text[i] == '"' && i > start && text[i - 1] == '.');
            if (opens) word.Append(Quoted(text, ref i));
            else word.Append(text[i++]);
        }
        string value = word.ToString();
        bool isNumber = (char.IsAsciiDigit(text[start]) || text[start] is '-' or '+' or '.') && double.TryParse(
            value, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out _);
        return new(isNumber ? FilterTokenKind.Number : FilterTokenKind.Word, value);
    }

    private static string Quoted(string text, ref int i)
    {
        char quote = text[i];
        var value = new System.Text.StringBuilder();
        for (int k = i + 1; k < text.Length; k++)
        {
            if (text[k] != quote) value.Append(text[k]);
            else if (k + 1 < text.Length && text[k + 1] == quote) value.Append(text[k++]); // doubled, as in SQL
            else
            {
                i = k + 1;
                return value.ToString();
            }
        }
        throw TrackingException.Invalid($"Invalid filter string: {text[i..]} has no closing {quote}");
    }

    private static string Comparison(string text, ref int i)
    {
        int length = i + 1 < text.Length && text[i + 1] == '=' && text[i] != '=' ? 2 : 1;
        string symbol = text.Substring(i, length);
        i += length;
        return symbol == "!" ? throw TrackingException.Invalid("Invalid filter string: '!' must be followed by '='") : symbol;
    }
}
