using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImageClassifier.Tracking.Store;

/// <summary>
/// JSON as Python's <c>json.dumps</c> writes it, letter by letter: MLflow keeps such texts in its database and compares them as texts.
/// </summary>
internal static class PythonJson
{
    /// <param name="node">The value.</param>
    /// <param name="sortKeys">Whether the fields of each object come in the order of their names.</param>
    public static string Of(JsonNode? node, bool sortKeys = false)
    {
        var text = new StringBuilder();
        Write(text, node, sortKeys);
        return text.ToString();
    }

    /// <summary>A text in quotes, in ASCII.</summary>
    public static string Of(string value)
    {
        var text = new StringBuilder();
        Write(text, value);
        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonNode? node, bool sortKeys)
    {
        switch (node)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject fields:
                string comma = "{";
                foreach (var (name, value) in sortKeys ? fields.OrderBy(field => field.Key, StringComparer.Ordinal) : fields.AsEnumerable())
                {
                    Write(text.Append(comma), name);
                    Write(text.Append(": "), value, sortKeys);
                    comma = ", ";
                }
                text.Append(fields.Count == 0 ? "{}" : "}");
                break;
            case JsonArray items:
                string separator = "[";
                foreach (var item in items)
                {
                    Write(text.Append(separator), item, sortKeys);
                    separator = ", ";
                }
                text.Append(items.Count == 0 ? "[]" : "]");
                break;
            default:
                if (node.GetValueKind() == JsonValueKind.String) Write(text, (string)node!);
                else text.Append(node.ToJsonString());
                break;
        }
    }

    private static void Write(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (char c in value)
        {
            string? escape = c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\b' => "\\b",
                '\f' => "\\f",
                _ => null,
            };
            if (escape is not null) text.Append(escape);
            else if (c is < ' ' or > '~') text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else text.Append(c);
        }
        text.Append('"');
    }
}
