using System.Text.Json.Nodes;

namespace ImageClassifier.Cli.Api;

/// <summary>A retrain that was accepted.</summary>
/// <param name="Id">For <c>GET /api/retrain/{id}</c>.</param>
/// <param name="TerminateUrl">POST ends it; null when the app did not say.</param>
internal sealed record StartedRetrain(string Id, string? TerminateUrl)
{
    /// <summary>Reads the 202 answer: the status URLs of Durable Functions.</summary>
    public static StartedRetrain? From(JsonNode? body)
    {
        string? id = Text(body, "retrainId") ?? Text(body, "id");
        // The template leaves the reason open.
        string? terminate = Text(body, "terminatePostUri")?.Replace("{text}", "superseded", StringComparison.Ordinal);
        return id is null ? null : new StartedRetrain(id, terminate);
    }

    private static string? Text(JsonNode? body, string name) =>
        body is JsonObject fields && fields[name] is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;
}
