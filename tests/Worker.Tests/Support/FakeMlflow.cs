using System.Net;
using System.Text.Json.Nodes;
using ImageClassifier.Mlflow;

namespace Worker.Tests.Support;

/// <summary>A tracking server that keeps every point it is sent, also twice the same, and can be away for a while.</summary>
internal sealed class FakeMlflow : HttpMessageHandler
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _answered = [];

    /// <summary>So many requests are answered with <see cref="Refusal"/> before it is there.</summary>
    public int RefusedRequests { get; set; }

    public HttpStatusCode Refusal { get; set; } = HttpStatusCode.ServiceUnavailable;

    /// <summary>What it says then.</summary>
    public string Words { get; set; } = "away";

    /// <summary>Each request is carried out, and its first answer lost.</summary>
    public bool LosesAnswers { get; set; }

    /// <summary>Requests, whatever became of them.</summary>
    public int Requests { get; private set; }

    /// <summary>Data sets by context.</summary>
    public Dictionary<string, string> Datasets { get; } = [];

    public Dictionary<string, string> Tags { get; } = [];

    public List<(string Key, long Step, double Value, long Time)> Points { get; } = [];

    public Dictionary<string, string> Parameters { get; } = [];

    public Dictionary<string, byte[]> Artifacts { get; } = [];

    public string Status { get; private set; } = "RUNNING";

    /// <summary>Requests that logged metrics, by the number of metrics in each.</summary>
    public List<int> Batches { get; } = [];

    public MlflowClient CreateClient() => new(new HttpClient(this), new Uri("http://tracking.invalid"));

    /// <summary>A client whose waits pass at once.</summary>
    public MlflowClient CreateClient(TimeProvider time) => new(new HttpClient(this), new Uri("http://tracking.invalid"), time);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        byte[] body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        lock (_lock)
        {
            Requests++;
            if (RefusedRequests-- > 0) return new HttpResponseMessage(Refusal) { Content = new StringContent(Words) };
            string answer = Answer(request.RequestUri!, body).ToJsonString();
            if (LosesAnswers && _answered.Add($"{request.RequestUri}{Convert.ToHexString(body)}"))
                throw new HttpRequestException(HttpRequestError.ResponseEnded, "the connection was lost");
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answer) };
        }
    }

    private JsonNode Answer(Uri uri, byte[] body)
    {
        string path = uri.AbsolutePath;
        if (path.Contains("/mlflow-artifacts/artifacts/", StringComparison.Ordinal))
        {
            Artifacts[path[(path.LastIndexOf('/') + 1)..]] = body;
            return new JsonObject();
        }
        switch (path[(path.IndexOf("/mlflow/", StringComparison.Ordinal) + 8)..])
        {
            case "runs/update":
                Status = JsonNode.Parse(body)!["status"]!.GetValue<string>();
                return new JsonObject();
            case "runs/log-batch":
                Log(JsonNode.Parse(body)!);
                return new JsonObject();
            case "runs/log-inputs":
                foreach (JsonNode? input in JsonNode.Parse(body)!["datasets"]!.AsArray())
                    Datasets[input!["tags"]![0]!["value"]!.GetValue<string>()] = input["dataset"]!["digest"]!.GetValue<string>();
                return new JsonObject();
            case "runs/set-tag":
                JsonNode tag = JsonNode.Parse(body)!;
                Tags[tag["key"]!.GetValue<string>()] = tag["value"]!.GetValue<string>();
                return new JsonObject();
            case "metrics/get-history":
                string key = uri.Query.Split('&').First(part => part.Contains("metric_key=", StringComparison.Ordinal)).Split('=')[1];
                return new JsonObject { ["metrics"] = new JsonArray([.. Points.Where(point => point.Key == key).Select(Wire)]) };
            case "runs/get":
                return new JsonObject
                {
                    ["run"] = new JsonObject
                    {
                        ["info"] = new JsonObject
                        {
                            ["run_id"] = "run",
                            ["experiment_id"] = "0",
                            ["status"] = Status,
                            ["start_time"] = 1,
                            ["artifact_uri"] = "mlflow-artifacts:/0/run/artifacts",
                        },
                        ["data"] = new JsonObject
                        {
                            ["metrics"] = new JsonArray(
                            [.. Points.GroupBy(point => point.Key).Select(group => Wire(group.Last()))])
                        },
                    },
                };
            default:
                throw new InvalidOperationException($"nobody expected {uri}");
        }
    }

    private void Log(JsonNode batch)
    {
        JsonArray metrics = batch["metrics"]?.AsArray() ?? [];
        if (metrics.Count > 0) Batches.Add(metrics.Count);
        foreach (JsonNode? metric in metrics)
        {
            Points.Add((metric!["key"]!.GetValue<string>(), metric["step"]!.GetValue<long>(), metric["value"]!.GetValue<double>(),
                metric["timestamp"]!.GetValue<long>()));
        }
        foreach (JsonNode? parameter in batch["params"]?.AsArray() ?? [])
            Parameters[parameter!["key"]!.GetValue<string>()] = parameter["value"]!.GetValue<string>();
    }

    private static JsonNode Wire((string Key, long Step, double Value, long Time) point) =>
        new JsonObject { ["key"] = point.Key, ["step"] = point.Step, ["value"] = point.Value, ["timestamp"] = point.Time };
}
