using System.Globalization;
using System.Text.Json;
using ImageClassifier.Tracking.Store;
using Microsoft.Extensions.Primitives;

namespace ImageClassifier.Tracking.Api;

/// <summary>
/// The fields of one request: the query string of a GET, the JSON object of any other. Read as MLflow reads them: numbers may be
/// quoted, unknown fields are ignored, and an empty text counts as no text.
/// </summary>
internal sealed class RequestFields
{
    private readonly JsonElement _body;
    private readonly IQueryCollection? _query;

    private RequestFields(JsonElement body, IQueryCollection? query) => (_body, _query) = (body, query);

    /// <param name="context">The request.</param>
    /// <param name="mostBytes">The longest body that is read.</param>
    public static async Task<RequestFields> ReadAsync(HttpContext context, int mostBytes)
    {
        var request = context.Request;
        if (HttpMethods.IsGet(request.Method)) return new RequestFields(default, request.Query);

        // A web page of another site cannot send this type without asking first.
        if (request.ContentLength is not 0 && !request.HasJsonContentType())
            throw TrackingException.BadRequest("Bad Request. Content-Type must be application/json.");
        using var body = new MemoryStream();
        var buffer = new byte[16384];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            body.Write(buffer, 0, read);
            if (body.Length > mostBytes) throw TrackingException.Invalid($"{request.Path}: requests must be at most {mostBytes} bytes.");
        }
        return new RequestFields(Parse(body.ToArray()), query: null);
    }

    public string Required(string name) =>
        Optional(name) ?? throw TrackingException.Invalid($"Missing value for required parameter '{name}'.");

    public string? Optional(string name)
    {
        string? text = _query is not null ? _query[name].ToString() : Text(_body, name);
        return string.IsNullOrEmpty(text) ? null : text;
    }

    public long RequiredNumber(string name) => Number(name, Required(name));

    public long? OptionalNumber(string name) => Optional(name) is { } text ? Number(name, text) : null;

    /// <summary>A page size: the default when it is absent, an error when it is not within 1 and the most.</summary>
    public int PageSize(string name, int byDefault, int most)
    {
        long size = OptionalNumber(name) ?? byDefault;
        return size is > 0 && size <= most
            ? (int)size
            : throw TrackingException.Invalid($"Invalid value {size} for parameter '{name}' supplied. It must be between 1 and {most}.");
    }

    public IReadOnlyList<string> List(string name)
    {
        if (_query is not null) return [.. _query[name].OfType<string>()];
        return [.. Array(name).Select(item => item.ValueKind == JsonValueKind.String
            ? item.GetString()!
            : throw TrackingException.Invalid($"Invalid value for parameter '{name}' supplied: {item.GetRawText()} is not a string."))];
    }

    /// <summary>A list of <c>{"key": …, "value": …}</c>.</summary>
    public IReadOnlyList<KeyValue> KeyValues(string name) =>
        [.. Array(name).Select(item => new KeyValue(ItemText(name, item, "key"), Text(item, "value") ?? ""))];

    /// <summary>A list of <c>{"key": …, "value": …, "timestamp": …, "step": …}</c>.</summary>
    public IReadOnlyList<Metric> Metrics(string name) =>
        [.. Array(name).Select(item => new Metric(
            ItemText(name, item, "key"),
            Real("value", ItemText(name, item, "value")),
            Number("timestamp", ItemText(name, item, "timestamp")),
            Number("step", Text(item, "step") ?? "0")))];

    public double RequiredReal(string name) => Real(name, Required(name));

    public bool Has(string name) => _query is not null
        ? !StringValues.IsNullOrEmpty(_query[name])
        : _body.ValueKind == JsonValueKind.Object && _body.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    private IEnumerable<JsonElement> Array(string name)
    {
        if (!Has(name)) return [];
        var value = _body.GetProperty(name);
        return value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray()
            : throw TrackingException.Invalid($"Invalid value for parameter '{name}' supplied: it is not a list.");
    }

    private static JsonElement Parse(byte[] body)
    {
        if (body.Length == 0) return default;
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw TrackingException.BadRequest("The request is not a JSON object.");
        }
        catch (JsonException e)
        {
            throw TrackingException.BadRequest($"The request is not valid JSON: {e.Message}");
        }
    }

    private static string? Text(JsonElement holder, string name)
    {
        if (holder.ValueKind != JsonValueKind.Object || !holder.TryGetProperty(name, out var value)) return null;
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.Null => null,
            _ => throw TrackingException.Invalid($"Invalid value {value.GetRawText()} for parameter '{name}' supplied."),
        };
    }

    private static string ItemText(string list, JsonElement item, string name) =>
        Text(item, name) is { Length: > 0 } text
            ? text
            : throw TrackingException.Invalid($"Missing value for required parameter '{list}.{name}': {item.GetRawText()}");

    private static long Number(string name, string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value

            // Some clients write every number as a real one: 1.7e12.
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double real) && IsWhole(real)
            ? (long)real
            : throw TrackingException.Invalid($"Invalid value '{text}' for parameter '{name}' supplied. It must be a 64-bit integer.");

    private static bool IsWhole(double value) => Math.Abs(value) < 1L << 53 && value == Math.Floor(value);

    private static double Real(string name, string text) => text switch
    {
        "NaN" or "nan" => double.NaN,
        "Infinity" or "inf" => double.PositiveInfinity,
        "-Infinity" or "-inf" => double.NegativeInfinity,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value
            : throw TrackingException.Invalid($"Invalid value '{text}' for parameter '{name}' supplied. It must be a number."),
    };
}
