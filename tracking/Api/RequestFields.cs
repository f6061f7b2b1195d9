using System.Text.Json;
using ImageClassifier.Tracking.Errors;
using ImageClassifier.Tracking.Store;
using Microsoft.Extensions.Primitives;

namespace ImageClassifier.Tracking.Api;

/// <summary>
/// The fields of one request: the names in its path, and the query string of a GET or the JSON object of any other. Read as MLflow reads
/// them: a text must be a string, a number may be quoted, unknown fields are ignored, and an empty text counts as no text.
/// </summary>
internal sealed class RequestFields
{
    private readonly JsonElement _body;
    private readonly IQueryCollection? _query;
    private readonly RouteValueDictionary _path;

    private RequestFields(JsonElement body, IQueryCollection? query, RouteValueDictionary path) =>
        (_body, _query, _path) = (body, query, path);

    /// <param name="context">The request.</param>
    /// <param name="mostBytes">The longest body that is read.</param>
    /// <param name="path">The fields that are in the path, such as the id of a logged model.</param>
    public static async Task<RequestFields> ReadAsync(HttpContext context, int mostBytes, RouteValueDictionary? path = null)
    {
        var request = context.Request;
        path ??= [];
        // Some clients, such as mlflow-export-import, send the fields of a GET as JSON too.
        bool hasBody = request.ContentLength is > 0 || request.Headers.TransferEncoding.Count > 0;
        if (HttpMethods.IsGet(request.Method) && (request.Query.Count > 0 || !hasBody)) return new RequestFields(
            default, request.Query, path);

        // A web page of another site cannot send this type without asking first.
        if (request.ContentLength is not (0 or null) || request.Headers.TransferEncoding.Count > 0)
        {
            if (!request.HasJsonContentType()) throw TrackingException.BadRequest("Bad Request. Content-Type must be application/json.");
        }
        var body = await RequestBody.ReadAsync(context, mostBytes);

        // Before MLflow 2 the fields of a DELETE came in the query string too.
        bool inQuery = body.Length == 0 && request.Query.Count > 0;
        return new RequestFields(Parse(body), inQuery ? request.Query : null, path);
    }

    public string Required(string name) =>
        Optional(name) ?? throw Missing(name);

    public string? Optional(string name) => OptionalOrEmpty(name) is { Length: > 0 } text ? text : null;

    /// <summary>The text; empty when it was sent as an empty text, null when it was not sent.</summary>
    public string? OptionalOrEmpty(string name)
    {
        if (_path.TryGetValue(name, out object? inPath)) return inPath as string;
        if (_query is not null) return StringValues.IsNullOrEmpty(_query[name]) ? null : _query[name].ToString();
        return JsonFields.Text(_body, name);
    }

    public long RequiredNumber(string name) =>
        OptionalNumber(name) ?? throw Missing(name);

    public long? OptionalNumber(string name)
    {
        if (_query is null && !_path.ContainsKey(name)) return JsonFields.Number(_body, name);
        return Optional(name) is { } text ? JsonFields.ParseNumber(name, text) : null;
    }

    public double RequiredReal(string name) =>
        (_query is null ? JsonFields.Real(_body, name) : Optional(name) is { } text ? JsonFields.ParseReal(name, text) : null)
        ?? throw Missing(name);

    public bool Flag(string name)
    {
        if (_query is not null) return Optional(name) is "true" or "True";
        return Value(name) switch
        {
            { ValueKind: JsonValueKind.True } => true,
            null or { ValueKind: JsonValueKind.False } => false,
            { } other => throw JsonFields.Wrong(name, other, "true or false"),
        };
    }

    /// <summary>One of an enumeration, by its name or its number.</summary>
    public string? Choice(string name, IReadOnlyDictionary<string, string> numbers)
    {
        string? text = _query is null && Value(name) is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : Optional(name);
        return text is not null && numbers.TryGetValue(text, out var byNumber) ? byNumber : text;
    }

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
        return [.. Items(name).Select(item => JsonFields.Text(name, item)
            ?? throw JsonFields.Wrong(name, item, "a list of strings"))];
    }

    public JsonElement? Object(string name) => JsonFields.Object(_body, name);

    /// <summary>The objects of a list.</summary>
    public IReadOnlyList<JsonElement> Objects(string name) =>
        [.. Items(name)
            .Select(item => item.ValueKind == JsonValueKind.Object ? item : throw JsonFields.Wrong(name, item, "a list of objects"))];

    /// <summary>A list of <c>{"key": …, "value": …}</c>.</summary>
    public IReadOnlyList<KeyValue> KeyValues(string name) => JsonFields.KeyValues(name, Objects(name));

    /// <summary>A list of <c>{"key": …, "value": …, "timestamp": …, "step": …}</c>.</summary>
    public IReadOnlyList<Metric> Metrics(string name) =>
        [.. Objects(name).Select(item => new Metric(
            JsonFields.Required(name, item, "key"),
            JsonFields.Real(item, "value") ?? throw JsonFields.Missing(name, item, "value"),
            JsonFields.Number(item, "timestamp") ?? throw JsonFields.Missing(name, item, "timestamp"),
            JsonFields.Number(item, "step") ?? 0)
        {
            ModelId = JsonFields.Text(item, "model_id"),
            DatasetName = JsonFields.Text(item, "dataset_name"),
            DatasetDigest = JsonFields.Text(item, "dataset_digest"),
        })];

    public bool Has(string name) => _query is not null ? !StringValues.IsNullOrEmpty(_query[name]) : Value(name) is not null;

    private static TrackingException Missing(string name) => TrackingException.Invalid(
        $"Missing value for required parameter '{name}'. See the API docs for more information about request parameters.");

    private JsonElement? Value(string name) => JsonFields.Find(_body, name);

    private IEnumerable<JsonElement> Items(string name) => Value(name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray(),
        { } other => throw JsonFields.Wrong(name, other, "a list"),
    };

    private static JsonElement Parse(ReadOnlyMemory<byte> body)
    {
        if (body.Length == 0) return default;
        try
        {
            // The bytes belong to this request, so the document may keep reading them.
            var root = JsonDocument.Parse(body).RootElement;
            return root.ValueKind == JsonValueKind.Object ? root : throw TrackingException.BadRequest("The request is not a JSON object.");
        }
        catch (JsonException e)
        {
            throw TrackingException.BadRequest($"The request is not valid JSON: {e.Message}");
        }
    }
}
