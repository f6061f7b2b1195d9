using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tracking.Tests.Recorded;

/// <summary>One request of MLflow's Python client, and what MLflow's server answered.</summary>
internal sealed record Exchange(string Step, string Method, string Path, string? Request, int Status, string ContentType, string Response);

/// <summary>
/// What MLflow 3.17.2's Python client and server said to each other (<c>Data/conversation-3.17.2.jsonl</c>), said again to this server.
/// Each answer is held against the recorded one: status, content type and every value of its JSON, but for the ids and times that a server
/// chooses.
/// </summary>
internal sealed class Conversation
{
    private const string Binary = "(binary)";
    private readonly List<Exchange> _exchanges =
        [.. Lines().Select(line => JsonSerializer.Deserialize<Exchange>(line, JsonSerializerOptions.Web)!)];
    private readonly Dictionary<string, int> _sizes;

    public Conversation() => _sizes = Sizes();

    public Correspondence Names { get; } = new();

    public int Count => _exchanges.Count;

    /// <summary>Sends every request in order and returns what differs, a line each.</summary>
    public async Task<List<string>> ReplayAsync(HttpClient http)
    {
        var differences = new List<string>();
        foreach (var (index, exchange) in _exchanges.Index())
        {
            using var request = Request(exchange);
            using var answer = await http.SendAsync(request);
            string where = $"{index + 1} {exchange.Method} {exchange.Path.Split('?')[0]}";
            string body = await answer.Content.ReadAsStringAsync();
            string type = answer.Content.Headers.ContentType?.ToString() ?? "";
            if ((int)answer.StatusCode != exchange.Status) differences.Add(
                $"{where}: status {(int)answer.StatusCode}, not {exchange.Status}: {body}");
            else if (type != exchange.ContentType) differences.Add($"{where}: content type '{type}', not '{exchange.ContentType}'");
            else if (type == "application/json") Compare(JsonNode.Parse(exchange.Response), JsonNode.Parse(body), where, "", differences);
            else if (exchange.Response != Binary && exchange.Response != body) differences.Add(
                $"{where}: '{body}', not '{exchange.Response}'");
        }
        return differences;
    }

    private HttpRequestMessage Request(Exchange exchange)
    {
        var request = new HttpRequestMessage(new HttpMethod(exchange.Method), Names.Ours(exchange.Path));
        if (exchange.Path == "/v1/traces")
        {
            request.Headers.Add("x-mlflow-experiment-id", "1");
            request.Content = new ByteArrayContent(OtlpTrace.Of(Spans())) { Headers = { ContentType = new("application/x-protobuf") } };
        }
        else if (exchange.Method == "PUT")
        {
            // Of a file the recording has only the size.
            request.Content = new ByteArrayContent(
                new byte[_sizes.GetValueOrDefault(exchange.Path[(exchange.Path.LastIndexOf('/') + 1)..], 1)]);
        }
        else if (exchange.Request is not null)
        {
            request.Content = new StringContent(Names.Ours(exchange.Request), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        }
        return request;
    }

    private void Compare(JsonNode? recorded, JsonNode? ours, string where, string path, List<string> differences)
    {
        switch (recorded, ours)
        {
            case (JsonObject one, JsonObject other):
                foreach (var (name, value) in one)
                {
                    if (other.ContainsKey(name)) Compare(value, other[name], where, $"{path}.{name}", differences);
                    else differences.Add($"{where}: {path}.{name} is missing");
                }
                foreach (var (name, value) in other)
                {
                    if (!one.ContainsKey(name)) differences.Add($"{where}: {path}.{name} is added: {value?.ToJsonString()}");
                }
                break;
            case (JsonArray one, JsonArray other):
                if (one.Count != other.Count) differences.Add($"{where}: {path} has {other.Count} items, not {one.Count}");
                else for (int i = 0; i < one.Count; i++) Compare(one[i], other[i], where, $"{path}[{i}]", differences);
                break;
            default:
                if (!Same(recorded, ours, path)) differences.Add(
                    $"{where}: {path} is {ours?.ToJsonString()}, not {recorded?.ToJsonString()}");
                break;
        }
    }

    private bool Same(JsonNode? recorded, JsonNode? ours, string path)
    {
        if (recorded is null || ours is null || recorded.GetValueKind() != ours.GetValueKind()) return recorded is null && ours is null;
        if (recorded.GetValueKind() == JsonValueKind.String) return Names.Same((string)recorded!, (string)ours!);
        string text = recorded.ToJsonString();
        if (text == ours.ToJsonString()) return true;
        return long.TryParse(text, CultureInfo.InvariantCulture, out long number) && ours.AsValue().TryGetValue<long>(out long other)
            && Names.Same(path[(path.LastIndexOf('.') + 1)..], number, other);
    }

    // How large each file was: the listings say so.
    private Dictionary<string, int> Sizes()
    {
        var sizes = new Dictionary<string, int>();
        foreach (var exchange in _exchanges.Where(exchange => exchange.Path.Contains("/artifacts?path=", StringComparison.Ordinal)))
        {
            foreach (var file in JsonNode.Parse(exchange.Response)!["files"]?.AsArray() ?? [])
            {
                if (file!["file_size"] is { } size) sizes[(string)file["path"]!] = (int)size;
            }
        }
        return sizes;
    }

    // The spans that the client sent in protobuf are in the answer to batchGet.
    private IEnumerable<JsonObject> Spans() =>
        JsonNode.Parse(_exchanges.Single(exchange => exchange.Path.Contains("traces/batchGet", StringComparison.Ordinal))
            .Response)!["traces"]!.AsArray()
            .SelectMany(trace => trace!["spans"]!.AsArray()).Select(span => span!.AsObject());

    private static IEnumerable<string> Lines()
    {
        using var stream = typeof(Conversation).Assembly.GetManifestResourceStream("conversation-3.17.2.jsonl")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line) yield return line;
    }
}
