using System.Globalization;
using System.Text;
using ImageClassifier.Tracking.Database;
using ImageClassifier.Tracking.Errors;
using ImageClassifier.Tracking.Store;
using Microsoft.Data.Sqlite;

namespace ImageClassifier.Tracking.Search;

/// <summary>Turns a filter and an order into one SQL query. Every value that a caller sends is an argument, never part of the
/// text.</summary>
internal sealed class SearchQuery
{
    private readonly SearchSchema _schema;
    private readonly List<object?> _arguments = [];
    private readonly List<string> _conditions = [];
    private readonly List<string> _order = [];

    public SearchQuery(SearchSchema schema) => _schema = schema;

    public SearchQuery(SearchSchema schema, string? filter, IReadOnlyCollection<string> orderBy)
        : this(schema)
    {
        Where(Filter.Parse(filter));
        OrderBy(orderBy);
    }

    /// <summary>Adds the comparisons of a filter. A table given here stands in for the schema's of metrics.</summary>
    public SearchQuery Where(IReadOnlyList<FilterComparison> filter, string? metrics = null)
    {
        // What a key must equal leaves few; the rest is then asked of those only.
        foreach (var comparison in filter.OrderBy(comparison => Starts(comparison) ? 0 : 1)) _conditions.Add(
            Condition(comparison, metrics));
        return this;
    }

    public SearchQuery OrderBy(IReadOnlyCollection<string> clauses)
    {
        var orders = Filter.ParseOrder(clauses);
        if (_schema.OrdersByAttributes)
        {
            if (orders.FirstOrDefault(order => order.Field.Entity != "attribute") is { } other)
                throw TrackingException.Invalid($"Invalid order_by entity `{other.Field.Entity}` with key `{other.Field.Key}`");
            if (orders.GroupBy(order => Column(order.Field.Key)).Any(group => group.Count() > 1))
                throw TrackingException.Invalid($"`order_by` contains duplicate fields: [{string.Join(", ", clauses)}]");
        }
        foreach (var order in orders) ThenBy(order.Field, order.Ascending);
        return this;
    }

    /// <summary>Adds a condition of the server's own.</summary>
    public SearchQuery And(string condition)
    {
        _conditions.Add(condition);
        return this;
    }

    /// <summary>Adds a condition with one argument, which stands where the text has <c>{0}</c>.</summary>
    public SearchQuery And(string condition, object argument) =>
        And(string.Format(CultureInfo.InvariantCulture, condition, Argument(argument)));

    /// <summary>Adds to the order, before the schema's own. A table given here stands in for the schema's of metrics.</summary>
    public SearchQuery ThenBy(FilterField field, bool ascending, string? metrics = null)
    {
        _order.AddRange(Order(field, ascending, metrics));
        return this;
    }

    /// <summary>A value of the request as an argument: what stands for it in the text.</summary>
    public string Argument(object? value)
    {
        _arguments.Add(value);
        return $"${_arguments.Count}";
    }

    public Page<T> Run<T>(SqliteSession session, string columns, string from, Func<SqliteDataReader, T> read, int maxResults,
        string? pageToken)
    {
        var sql = new StringBuilder($"SELECT {columns} FROM {from}");
        if (_conditions.Count > 0) sql.Append(" WHERE ").AppendJoin(" AND ", _conditions);
        string last = _order.Count == 0 ? _schema.DefaultOrder : _schema.TieOrder ?? _schema.DefaultOrder;
        sql.Append(" ORDER BY ").AppendJoin(", ", [.. _order, last]);
        string question = PageToken.Question([sql.ToString(), .. _arguments]);
        int offset = PageToken.Parse(pageToken, question);

        // One more than asked for shows whether there is a next page.
        sql.Append(CultureInfo.InvariantCulture, $" LIMIT {Argument(maxResults + 1L)} OFFSET {Argument(offset)}");
        var rows = session.Query(sql.ToString(), read, [.. _arguments]);
        if (rows.Count <= maxResults) return new(rows, null);
        rows.RemoveAt(maxResults);
        return new(rows, PageToken.For(offset + maxResults, question));
    }

    private string Condition(FilterComparison comparison, string? metrics)
    {
        var (entity, key) = comparison.Field;
        if (comparison.Operator is "IS NULL" or "IS NOT NULL") return Presence(comparison, metrics);
        if (comparison is { Operator: "=", IsNumber: false } && _schema.Equal.TryGetValue(comparison.Field, out var equal))
            return string.Format(CultureInfo.InvariantCulture, equal, Argument(comparison.Values[0]));
        if (entity is "dataset" or "span") return OfRelated(comparison);
        if (entity == "attribute")
        {
            if (_schema.NumberColumns.TryGetValue(key, out var numberColumn)) return CompareNumber(numberColumn, comparison);
            return CompareText(TextColumn(key), comparison);
        }
        var table = Table(entity);
        if (Starts(comparison))
        {
            return $"r.{table.Owner} IN (SELECT k.{table.Owner} FROM {table.Name} k "
                + $"WHERE k.{table.Key} = {Argument(key)} AND {CompareText($"k.{table.Value}", comparison)})";
        }
        string keyed = $"EXISTS (SELECT 1 FROM {Name(table, metrics)} k WHERE {table.Join} AND k.{table.Key} = {Argument(key)} AND ";

        // NaN is neither more nor less than anything; it only differs from everything.
        if (!table.IsNumber) return $"{keyed}{CompareText($"k.{table.Value}", comparison)})";
        string number = CompareNumber($"k.{table.Value}", comparison);
        return comparison.Operator == "!=" ? $"{keyed}(k.is_nan = 1 OR {number}))" : $"{keyed}k.is_nan = 0 AND {number})";
    }

    // A search can start from the table of the parameters or tags instead of asking it about each run.
    private bool Starts(FilterComparison comparison) =>
        comparison is { Operator: "=", IsNumber: false } && _schema.Tables.TryGetValue(comparison.Field.Entity, out var table)
        && table is { IsNumber: false, Owner: not null };

    private string Presence(FilterComparison comparison, string? metrics)
    {
        var (entity, key) = comparison.Field;
        bool present = comparison.Operator == "IS NOT NULL";
        if (entity == "attribute")
        {
            return $"({Column(key)}) {comparison.Operator}";
        }
        var table = Table(entity);
        string found = $"EXISTS (SELECT 1 FROM {Name(table, metrics)} k WHERE {table.Join} AND k.{table.Key} = {Argument(key)})";
        return present ? found : $"NOT {found}";
    }

    private string OfRelated(FilterComparison comparison)
    {
        var (entity, key) = comparison.Field;
        return _schema.Related.TryGetValue($"{entity}.{key}", out var related)
            ? string.Format(CultureInfo.InvariantCulture, related.Condition, CompareText(related.Column, comparison))
            : throw TrackingException.Invalid(
                $"Invalid {entity} key '{key}' specified. Valid keys are "
                + $"'{string.Join("', '", _schema.Related.Keys.Select(name => name.Split('.')[1]))}'");
    }

    private string CompareNumber(string column, FilterComparison comparison)
    {
        if (!comparison.IsNumber || comparison.Operator is not ("=" or "!=" or "<" or "<=" or ">" or ">="))
        {
            throw TrackingException.Invalid(
                $"Expected one of = != < <= > >= and a number for {comparison.Field.Entity} '{comparison.Field.Key}', "
                + $"found {comparison.Operator} '{string.Join("', '", comparison.Values)}'");
        }
        return $"{column} {comparison.Operator} {Argument(double.Parse(comparison.Values[0], CultureInfo.InvariantCulture))}";
    }

    private string CompareText(string column, FilterComparison comparison)
    {
        if (comparison.IsNumber)
        {
            throw TrackingException.Invalid(
                $"Expected a quoted string value for {comparison.Field.Entity} '{comparison.Field.Key}' (e.g. 'my-value'). "
                + $"Got value {comparison.Values[0]}");
        }
        return comparison.Operator switch
        {
            "=" or "!=" => $"{column} {comparison.Operator} {Argument(comparison.Values[0])}",
            "LIKE" => $"text_like({column}, {Argument(comparison.Values[0])}, 0)",
            "ILIKE" => $"text_like({column}, {Argument(comparison.Values[0])}, 1)",
            "IN" or "NOT IN" => $"{column} {comparison.Operator} (SELECT value FROM json_each({Argument(JsonList.Of(comparison.Values))}))",
            _ => throw TrackingException.Invalid(
                $"Invalid comparator '{comparison.Operator}' for {comparison.Field.Entity} '{comparison.Field.Key}' "
                + "not one of '=', '!=', 'LIKE', 'ILIKE', 'IN', 'NOT IN'"),
        };
    }

    private IEnumerable<string> Order(FilterField field, bool ascending, string? metrics)
    {
        var (entity, key) = field;
        string direction = ascending ? "ASC" : "DESC";
        if (entity == "attribute")
        {
            string column = Column(key);
            return [$"({column}) IS NULL", $"{column} {direction}"];
        }
        var table = Table(entity);
        string name = Name(table, metrics);
        string argument = Argument(key);
        string Value(string expression) => $"(SELECT {expression} FROM {name} k WHERE {table.Join} AND k.{table.Key} = {argument})";

        // Numbers first, then NaN, then those without a value, whichever the direction.
        string rank = table.IsNumber ? $"coalesce({Value("k.is_nan")}, 2)" : $"{Value($"k.{table.Value}")} IS NULL";
        return [rank, $"{Value($"k.{table.Value}")} {direction}"];
    }

    private static string Name(KeyedTable table, string? metrics) => table.IsNumber && metrics is not null ? metrics : table.Name;

    private string Column(string key) => _schema.NumberColumns.TryGetValue(key, out var number) ? number : TextColumn(key);

    private string TextColumn(string key) =>
        _schema.TextColumns.TryGetValue(key, out var column)
            ? column
            : throw TrackingException.Invalid(
                $"Invalid attribute key '{key}' specified. Valid keys are "
                + $"'{string.Join("', '", _schema.TextColumns.Keys.Concat(_schema.NumberColumns.Keys))}'");

    private KeyedTable Table(string entity) =>
        _schema.Tables.TryGetValue(entity, out var table)
            ? table
            : throw TrackingException.Invalid(
                $"Invalid entity type '{entity}'. Valid values are '{string.Join("', '", _schema.Tables.Keys)}'");
}
