using System.Text.Json;
using System.Text.Json.Nodes;
using ImageClassifier.Contracts;

namespace ImageClassifier.Cli.Api;

/// <summary>An error answer of the functions app (RFC 9457), in a person's words.</summary>
/// <param name="Summary">The problem as a whole.</param>
/// <param name="Problems">What is wrong and where, if the app said.</param>
internal sealed record ProblemDetails(string Summary, IReadOnlyList<Problem> Problems)
{
    private const int MaxRawLength = 300;

    /// <summary>One line for each problem below the summary.</summary>
    public string Text => string.Join(Environment.NewLine, [Summary, .. Problems.Select(problem => $"  {problem}")]);

    public string OneLine => Problems.Count == 0 ? Summary : $"{Summary}: {string.Join("; ", Problems)}";

    public static async Task<ProblemDetails> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        Parse(await response.Content.ReadAsStringAsync(cancellationToken), (int)response.StatusCode);

    public static ProblemDetails Parse(string body, int status)
    {
        try
        {
            if (JsonNode.Parse(body) is JsonObject fields)
            {
                Problem[] problems = [.. Entries(fields["errors"])];
                // With a list of problems the detail only repeats them.
                string? summary = (problems.Length > 0 ? Field(fields, "title") : Field(fields, "detail")) ?? Field(fields, "title")
                    ?? Field(fields, "detail");
                return new ProblemDetails(summary ?? $"HTTP {status}", problems);
            }
        }
        catch (JsonException)
        {
            // Not every server in between answers in JSON; its words are all there is.
        }
        string words = body.Trim().Length == 0 ? "no further words" : body.Trim();
        return new ProblemDetails($"HTTP {status}: {(words.Length <= MaxRawLength ? words : words[..MaxRawLength] + "...")}", []);
    }

    /// <summary>Either a list of {path, message}, or ASP.NET Core's object of path → messages.</summary>
    private static IEnumerable<Problem> Entries(JsonNode? node) => node switch
    {
        JsonArray list => list.OfType<JsonObject>()
            .Select(entry => new Problem(Field(entry, "path") ?? "$", Field(entry, "message") ?? entry.ToJsonString())),
        JsonObject map => map.SelectMany(entry => (entry.Value as JsonArray ?? []).Select(message => new Problem(entry.Key, $"{message}"))),
        _ => [],
    };

    private static string? Field(JsonObject fields, string name) =>
        fields[name] is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;
}
