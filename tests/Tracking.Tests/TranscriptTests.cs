using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tracking.Tests.Support;

namespace Tracking.Tests;

/// <summary>
/// What MLflow's own Python client sends (<c>Data/python-client.jsonl</c>, one request a line, with the answer that it expects), sent in
/// its order.
/// <c>{name}</c> stands for what an earlier answer was saved as, and <c>"*"</c> for any value.
/// </summary>
[Trait("Tier", "integration")]
public sealed class TranscriptTests(LocalServer server) : IClassFixture<LocalServer>
{
    private readonly Dictionary<string, string> _saved = [];

    [Fact]
    public async Task Every_request_of_the_python_client_gets_the_answer_that_it_expects()
    {
        int line = 0;
        foreach (string text in Lines())
        {
            line++;
            var entry = JsonNode.Parse(text)!.AsObject();
            var (answer, body) = await SendAsync(entry);
            string where = $"line {line}, {entry["method"]} {entry["path"]}: {(int)answer.StatusCode} {body}";

            Assert.True((int)answer.StatusCode == (int)entry["status"]!, where);
            var json = answer.Content.Headers.ContentType?.MediaType == "application/json" ? JsonNode.Parse(body) : JsonValue.Create(body);
            if (entry["match"] is { } expected) Assert.True(Fits(expected, json), $"{where}\nexpected {Fill(expected.ToJsonString())}");
            foreach (var field in entry["absent"]?.AsArray() ?? []) Assert.True(json![(string)field!] is null, where);
            foreach (var (name, path) in entry["save"]?.AsObject() ?? [])
                _saved[name] = (string)path! == "ETag" ? answer.Headers.ETag!.Tag : Find(json!, (string)path!);
        }
        Assert.True(line > 130, $"{line} requests were sent.");
    }

    private static IEnumerable<string> Lines()
    {
        using var stream = typeof(TranscriptTests).Assembly.GetManifestResourceStream("python-client.jsonl")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line) yield return line;
    }

    private async Task<(HttpResponseMessage Answer, string Body)> SendAsync(JsonObject entry)
    {
        string target = Fill((string)entry["path"]!);
        if (entry["query"] is JsonObject query)
            target += "?" + string.Join('&', query.Select(field => $"{field.Key}={Uri.EscapeDataString(Fill((string)field.Value!))}"));
        using var request = new HttpRequestMessage(new HttpMethod((string)entry["method"]!), target);
        if (entry["body"] is JsonValue content)
            request.Content = new StringContent((string)content!, Encoding.UTF8, "application/octet-stream");
        else if (entry["body"] is { } body)
            request.Content = new StringContent(FillJson(body), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        var answer = await server.Http.SendAsync(request);
        return (answer, await answer.Content.ReadAsStringAsync());
    }

    // A JSON object matches one that has its fields and perhaps more; a list matches item by item.
    private bool Fits(JsonNode expected, JsonNode? actual) => (expected, actual) switch
    {
        (_, null) => false,
        (JsonObject fields, JsonObject found) => fields.All(field => Fits(field.Value!, found[field.Key])),
        (JsonArray items, JsonArray found) => items.Count == found.Count && items.Zip(found).All(pair => Fits(pair.First!, pair.Second)),
        (JsonValue value, _) when value.GetValueKind() == JsonValueKind.String =>
            (string)value! == "*" || (actual.GetValueKind() == JsonValueKind.String && Fill((string)value!) == (string)actual!),
        (JsonValue value, JsonValue found) when value.GetValueKind() == JsonValueKind.Number => (double)value == (double)found,
        _ => JsonNode.DeepEquals(expected, actual),
    };

    private string Fill(string text)
    {
        foreach (var (name, value) in _saved) text = text.Replace($"{{{name}}}", value, StringComparison.Ordinal);
        return text;
    }

    // Values with quotes of their own, as ETags have, are escaped where they are put into JSON.
    private string FillJson(JsonNode body)
    {
        string text = body.ToJsonString();
        foreach (var (name, value) in _saved)
            text = text.Replace($"{{{name}}}", JsonEncodedText.Encode(value).Value, StringComparison.Ordinal);
        return text;
    }

    private static string Find(JsonNode json, string path)
    {
        foreach (string part in path.Split('.')) json = int.TryParse(part, out int index) ? json[index]! : json[part]!;
        return (string)json!;
    }
}
