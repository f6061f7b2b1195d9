using System.Net;
using System.Text;
using System.Text.Json;
using ImageClassifier.Mlflow;

namespace Mlflow.Tests.Recorded;

/// <summary>
/// Answers each request with what MLflow 3.17.2 answered the official client's request of the same kind, and keeps what was sent for a
/// comparison with what that client sent.
/// </summary>
internal sealed class RecordedMlflow : HttpMessageHandler
{
    private static readonly Exchange[] Conversation =
    [
        .. File.ReadLines(Path.Combine(Repository.Root, "tests", "Mlflow.Tests", "Recorded", "mlflow-3.17.2.jsonl"))
            .Select(line => JsonSerializer.Deserialize<Exchange>(line, JsonSerializerOptions.Web)!),
    ];

    /// <summary>Fields of the protocol (service.proto, model_registry.proto) that the recorded client had no use for.</summary>
    private static readonly string[] AlsoKnown =
        ["model_type", "params", "metrics", "tags", "key", "value", "timestamp", "step", "model_id", "dataset_name", "dataset_digest",
         "run_id"];

    public List<(string Kind, string Body)> Sent { get; } = [];

    public MlflowClient Client() => new(new HttpClient(this), new Uri("http://mlflow.test"));

    /// <summary>Fields of a request that no request of the recorded client, and no message of the protocol, has.</summary>
    public IEnumerable<string> Strange()
    {
        foreach ((string kind, string body) in Sent.Where(sent => sent.Body.StartsWith('{')))
        {
            HashSet<string> known = [.. AlsoKnown];
            foreach (Exchange exchange in Conversation.Where(exchange => exchange.Kind == kind && exchange.Request is not null))
                known.UnionWith(Fields(JsonDocument.Parse(exchange.Request!).RootElement));
            foreach (string field in Fields(JsonDocument.Parse(body).RootElement))
                if (!known.Contains(field)) yield return $"{kind}: {field}";
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string kind = KindOf(request.Method.Method, request.RequestUri!.PathAndQuery);
        string body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Sent.Add((kind, body));
        if (request.Method == HttpMethod.Put) return Answer("{}", 200);
        // A page is for browsers; the client asks for none.
        if (request.RequestUri.AbsolutePath == "/") return Answer("", 404);
        Exchange exchange = Conversation.FirstOrDefault(exchange => exchange.Kind == kind)
            ?? throw new InvalidOperationException($"the official client never asks {kind}");
        return Answer(exchange.Response ?? "", exchange.Status);
    }

    private static HttpResponseMessage Answer(string body, int status) =>
        new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    private static IEnumerable<string> Fields(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(field => Fields(field.Value).Prepend(field.Name)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Fields),
        _ => [],
    };

    /// <summary>Method and path, ids left out.</summary>
    private static string KindOf(string method, string path)
    {
        string[] parts = path.Split('?')[0].Split('/');
        return $"{method} {string.Join('/', parts.Select(part => part.StartsWith("m-", StringComparison.Ordinal) ? "*" : part))}";
    }

    private sealed record Exchange(string Step, string Method, string Path, string? Request, int Status, string? Response)
    {
        public string Kind => KindOf(Method, Path);
    }
}
