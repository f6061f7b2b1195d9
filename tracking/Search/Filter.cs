using ImageClassifier.Tracking.Errors;

namespace ImageClassifier.Tracking.Search;

/// <summary>What a comparison or an order speaks of: <c>attribute</c>, <c>metric</c>, <c>parameter</c>, <c>tag</c> or <c>dataset</c>, and
/// which.</summary>
internal sealed record FilterField(string Entity, string Key)
{
    /// <summary>From <c>metrics.loss</c>, <c>params."a b"</c> (quotes already taken off) or, for an attribute, <c>start_time</c>.</summary>
    public static FilterField Parse(string name)
    {
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0) return new("attribute", name);
        string entity = name[..dot] switch
        {
            "metric" or "metrics" => "metric",
            "parameter" or "parameters" or "param" or "params" => "parameter",
            "tag" or "tags" => "tag",
            "attribute" or "attributes" or "attr" or "run" => "attribute",
            "dataset" or "datasets" => "dataset",
            "trace" => "attribute",
            "metadata" or "request_metadata" => "metadata",
            "feedback" or "expectation" or "span" => name[..dot],
            var other => throw TrackingException.Invalid(
                $"Invalid entity type '{other}'. Valid values are ['metric', 'parameter', 'tag', 'attribute', 'dataset']"),
        };
        return new(entity, name[(dot + 1)..]);
    }
}

/// <summary>One of the comparisons that a filter joins with AND.</summary>
/// <param name="Field">The left side.</param>
/// <param name="Operator"><c>= != &lt; &lt;= &gt; &gt;= LIKE ILIKE IN</c>, <c>NOT IN</c>, <c>IS NULL</c> or <c>IS NOT NULL</c>.</param>
/// <param name="IsNumber">Whether the right side is a number; texts are quoted.</param>
/// <param name="Values">The right side: one value, or the list of IN.</param>
internal sealed record FilterComparison(FilterField Field, string Operator, bool IsNumber, IReadOnlyList<string> Values);

/// <summary>One key of an order.</summary>
internal sealed record FilterOrder(FilterField Field, bool Ascending);

/// <summary>
/// MLflow's search language (<c>mlflow/utils/search_utils.py</c>): comparisons joined with AND, no OR, no parentheses but those of IN.
/// </summary>
internal static class Filter
{
    // Far more than anybody writes, and far less than makes a statement that the database refuses.
    private const int MostComparisons = 100;
    private const int MostOrders = 20;
    private const int LongestPattern = 1000;

    public static List<FilterComparison> Parse(string? filter)
    {
        var tokens = FilterTokens.Split(filter ?? "");
        var comparisons = new List<FilterComparison>();
        int i = 0;
        while (i < tokens.Count)
        {
            if (comparisons.Count > 0 && !Take(tokens, ref i).Is("AND"))
                throw TrackingException.Invalid($"Invalid clause(s) in filter string: '{tokens[i - 1].Value}'; join comparisons with AND.");
            comparisons.Add(Comparison(tokens, ref i));
            if (comparisons.Count > MostComparisons)
                throw TrackingException.Invalid($"Invalid filter string: it has more than {MostComparisons} comparisons.");
        }
        return comparisons;
    }

    public static List<FilterOrder> ParseOrder(IReadOnlyCollection<string> clauses) =>
        clauses.Count <= MostOrders
            ? [.. clauses.Select(Order)]
            : throw TrackingException.Invalid($"Invalid order_by: it has {clauses.Count} clauses; {MostOrders} are allowed.");

    private static FilterComparison Comparison(List<FilterToken> tokens, ref int i)
    {
        var name = Take(tokens, ref i);
        if (name.Kind != FilterTokenKind.Word)
            throw TrackingException.Invalid($"Invalid comparison clause. Expected a name such as metrics.loss, found '{name.Value}'");
        var field = FilterField.Parse(name.Value);
        string comparison = Operator(tokens, ref i);
        if (comparison is "IS NULL" or "IS NOT NULL") return new(field, comparison, IsNumber: false, []);
        if (comparison is "IN" or "NOT IN") return new(field, comparison, IsNumber: false, List(tokens, ref i));
        var value = Take(tokens, ref i);
        if (comparison is "LIKE" or "ILIKE" && value.Value.Length > LongestPattern)
            throw TrackingException.Invalid($"Invalid comparison clause. A pattern has at most {LongestPattern} characters.");
        return value.Kind switch
        {
            FilterTokenKind.Number => new(field, comparison, IsNumber: true, [value.Value]),
            FilterTokenKind.Text => new(field, comparison, IsNumber: false, [value.Value]),
            _ => throw TrackingException.Invalid(
                $"Invalid comparison clause. Expected a number or a quoted string value, found '{value.Value}'"),
        };
    }

    private static string Operator(List<FilterToken> tokens, ref int i)
    {
        var token = Take(tokens, ref i);
        if (token.Kind == FilterTokenKind.Symbol && token.Value is "=" or "!=" or "<" or "<=" or ">" or ">=") return token.Value;
        if (token.Is("NOT") && Take(tokens, ref i).Is("IN")) return "NOT IN";
        if (token.Is("IS"))
        {
            var next = Take(tokens, ref i);
            if (next.Is("NULL")) return "IS NULL";
            if (next.Is("NOT") && Take(tokens, ref i).Is("NULL")) return "IS NOT NULL";
        }
        string keyword = token.Value.ToUpperInvariant();
        return token.Kind == FilterTokenKind.Word && keyword is "LIKE" or "ILIKE" or "IN"
            ? keyword
            : throw TrackingException.Invalid($"Invalid comparison clause. Expected a comparator, found '{token.Value}'");
    }

    private static List<string> List(List<FilterToken> tokens, ref int i)
    {
        if (!Take(tokens, ref i).IsSymbol("(")) throw TrackingException.Invalid("Invalid comparison clause. IN needs a list: ('a', 'b')");
        var values = new List<string>();
        while (true)
        {
            var value = Take(tokens, ref i);
            if (value.Kind != FilterTokenKind.Text)
                throw TrackingException.Invalid($"Invalid comparison clause. The list of IN holds quoted strings, found '{value.Value}'");
            values.Add(value.Value);
            var next = Take(tokens, ref i);
            if (next.IsSymbol(")")) return values;
            if (!next.IsSymbol(","))
                throw TrackingException.Invalid($"Invalid comparison clause. Expected ',' or ')', found '{next.Value}'");
        }
    }

    private static FilterOrder Order(string clause)
    {
        var tokens = FilterTokens.Split(clause);
        bool valid = tokens.Count is 1 or 2 && tokens[0].Kind == FilterTokenKind.Word
            && (tokens.Count == 1 || tokens[1].Is("ASC") || tokens[1].Is("DESC"));
        return valid
            ? new(FilterField.Parse(tokens[0].Value), tokens.Count == 1 || tokens[1].Is("ASC"))
            : throw TrackingException.Invalid($"Invalid order_by clause '{clause}'. Expected a name, then ASC or DESC or nothing.");
    }

    private static FilterToken Take(List<FilterToken> tokens, ref int i) =>
        i < tokens.Count ? tokens[i++] : throw TrackingException.Invalid("Invalid filter string: it ends in the middle of a comparison.");
}
