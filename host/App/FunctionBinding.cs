using System.Text.Json.Nodes;

namespace ImageClassifier.Hosting.App;

/// <summary>One binding of a function: what <c>functions.metadata</c> says of it.</summary>
internal sealed class FunctionBinding
{
    public const string HttpTrigger = "httpTrigger", HttpOutput = "http", BlobTrigger = "blobTrigger", QueueTrigger = "queueTrigger",
        ActivityTrigger = "activityTrigger", OrchestrationTrigger = "orchestrationTrigger", EntityTrigger = "entityTrigger",
        DurableClient = "durableClient";

    private readonly JsonNode _json;

    private FunctionBinding(JsonNode json, string type) => (_json, Type) = (json, type);

    /// <summary>The bindings that this host serves.</summary>
    public static IReadOnlyList<string> Known =>
        [HttpTrigger, HttpOutput, BlobTrigger, QueueTrigger, ActivityTrigger, OrchestrationTrigger, EntityTrigger, DurableClient];

    /// <summary>One of <see cref="Known"/>, or the name as it stands in the file.</summary>
    public string Type { get; }

    /// <summary>The parameter's name.</summary>
    public string Name => this["name"] ?? "";

    /// <summary>Blobs that Event Grid reports need a web hook that Azure calls.</summary>
    public bool IsKnown => Known.Contains(Type) && (Type != BlobTrigger || this["source"] is null or "LogsAndContainerScan");

    public bool IsTrigger => Type.EndsWith("Trigger", StringComparison.Ordinal);

    public bool IsDurable => Type is ActivityTrigger or OrchestrationTrigger or EntityTrigger or DurableClient;

    /// <summary>The setting that holds the storage connection; null for bindings that have none.</summary>
    public string? Connection =>
        Type is not (BlobTrigger or QueueTrigger) ? null : this["connection"] is { Length: > 0 } name ? name : "AzureWebJobsStorage";

    /// <summary>The parameter takes bytes, not text.</summary>
    public bool IsBinary => string.Equals(this["dataType"], "Binary", StringComparison.OrdinalIgnoreCase);

    /// <summary>The app fetches the content itself; it gets only the address.</summary>
    public bool IsDeferred => bool.TryParse(_json["properties"]?["supportsDeferredBinding"]?.ToString(), out bool deferred) && deferred;

    /// <summary>The HTTP methods, upper case; empty for all.</summary>
    public IReadOnlyList<string> Methods =>
        (_json["methods"]?.AsArray() ?? []).OfType<JsonNode>().Select(method => method.ToString().ToUpperInvariant()).ToList();

    /// <summary>A property as text; null where it is absent.</summary>
    public string? this[string property] => _json[property]?.ToString();

    /// <summary>Reads one entry of a function's bindings.</summary>
    public static FunctionBinding Read(JsonNode json)
    {
        string type = json["type"]?.ToString() ?? "";
        return new FunctionBinding(json, Known.FirstOrDefault(known => known.Equals(type, StringComparison.OrdinalIgnoreCase)) ?? type);
    }
}
