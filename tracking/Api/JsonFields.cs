using System.Globalization;
using System.Text.Json;
using ImageClassifier.Tracking.Errors;
using ImageClassifier.Tracking.Store;

namespace ImageClassifier.Tracking.Api;

/// <summary>Reads the fields of one JSON object. A field that is null counts as absent; one of another type is refused with its
/// name.</summary>
internal static class JsonFields
{
    public static string? Text(JsonElement holder, string name) => Find(holder, name) is { } value ? Text(name, value) : null;

    /// <summary>The text itself.</summary>
    /// <exception cref="TrackingException">It is no string, or no Unicode.</exception>
    public static string Text(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) throw Wrong(name, value, "a string");
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw TrackingException.BadRequest($"Invalid value for parameter '{name}' supplied: it is not valid Unicode.");
        }
    }

    public static string Required(string list, JsonElement holder, string name) =>
        Text(holder, name) is { Length: > 0 } text ? text : throw Missing(list, holder, name);

    public static long? Number(JsonElement holder, string name) => Find(holder, name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value => value.TryGetInt64(out long number) ? number : ParseNumber(name, value.GetRawText()),
        { ValueKind: JsonValueKind.String } value => Text(name, value) is { Length: > 0 } text ? ParseNumber(name, text) : null,
        { } other => throw Wrong(name, other, "a 64-bit integer"),
    };

    public static double? Real(JsonElement holder, string name) => Find(holder, name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value => value.GetDouble(),
        { ValueKind: JsonValueKind.String } value => Text(name, value) is { Length: > 0 } text ? ParseReal(name, text) : null,
        { } other => throw Wrong(name, other, "a number"),
    };

    public static IReadOnlyList<KeyValue> KeyValues(string name, IReadOnlyList<JsonElement> items) =>
        [.. items.Select(item => new KeyValue(Required(name, item, "key"), Text(item, "value") ?? ""))];

    /// <summary>The objects of a list inside an object.</summary>
    public static IReadOnlyList<JsonElement> Objects(JsonElement holder, string name) => Find(holder, name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list =>
            [.. list.EnumerateArray()
                .Select(item => item.ValueKind == JsonValueKind.Object ? item : throw Wrong(name, item, "a list of objects"))],
        { } other => throw Wrong(name, other, "a list"),
    };

    public static JsonElement? Object(JsonElement holder, string name) => Find(holder, name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } value => value,
        { } other => throw Wrong(name, other, "an object"),
    };

    public static long ParseNumber(string name, string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value

            // Some clients write every number as a real one: 1.7e12.
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double real) && IsWhole(real)
            ? (long)real
            : throw TrackingException.Invalid(
                $"Invalid value '{Short(text)}' for parameter '{name}' supplied. It must be a 64-bit integer.");

    public static double ParseReal(string name, string text) => text switch
    {
        "NaN" or "nan" => double.NaN,
        "Infinity" or "inf" => double.PositiveInfinity,
        "-Infinity" or "-inf" => double.NegativeInfinity,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value
            : throw TrackingException.Invalid($"Invalid value '{Short(text)}' for parameter '{name}' supplied. It must be a number."),
    };

    public static TrackingException Wrong(string name, JsonElement value, string expected) =>
        TrackingException.Invalid($"Invalid value {Short(value.GetRawText())} for parameter '{name}' supplied. It must be {expected}.");

    public static TrackingException Missing(string list, JsonElement holder, string name) =>
        TrackingException.Invalid($"Missing value for required parameter '{list}.{name}': {Short(holder.GetRawText())}");

    /// <summary>The field; null when it is absent, or null itself.</summary>
    /// <exception cref="TrackingException">The object has a field whose name is no Unicode.</exception>
    public static JsonElement? Find(JsonElement holder, string name)
    {
        try
        {
            return holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out var value)
                && value.ValueKind != JsonValueKind.Null
                ? value
                : null;
        }
        catch (InvalidOperationException)
        {
            throw TrackingException.BadRequest("The request is not valid JSON: the name of a field is not valid Unicode.");
        }
    }

    private static bool IsWhole(double value) => Math.Abs(value) < 1L << 53 && value == Math.Floor(value);

    // An error should not send a megabyte back.
    private static string Short(string text) => text.Length <= 200 ? text : string.Concat(text.AsSpan(0, 200), "…");
}
