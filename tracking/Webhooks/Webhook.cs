using System.Text.Json.Nodes;

namespace ImageClassifier.Tracking.Webhooks;

/// <summary>What a webhook is told of, in MLflow's words: <c>model_version</c> and <c>created</c>.</summary>
internal sealed record WebhookEvent(string Entity, string Action)
{
    /// <summary>The pairs that there are, each with an example of its data.</summary>
    public static IReadOnlyDictionary<WebhookEvent, string> Known { get; } = new Dictionary<WebhookEvent, string>
    {
        [new("registered_model", "created")] = """{"name": "example_model", "tags": {}, "description": "An example"}""",
        [new("model_version", "created")] =
            """{"name": "example_model", "version": "1", "source": "models:/m-1", "run_id": "1", "tags": {}, "description": "A model"}""",
        [new("model_version_tag", "set")] = """{"name": "example_model", "version": "1", "key": "example_key", "value": "example_value"}""",
        [new("model_version_tag", "deleted")] = """{"name": "example_model", "version": "1", "key": "example_key"}""",
        [new("model_version_alias", "created")] = """{"name": "example_model", "alias": "example_alias", "version": "1"}""",
        [new("model_version_alias", "deleted")] = """{"name": "example_model", "alias": "example_alias"}""",
    };

    public JsonObject ToJson() => new() { ["entity"] = Entity.ToUpperInvariant(), ["action"] = Action.ToUpperInvariant() };
}

/// <summary>An address that is told of events. Times are milliseconds; the secret is encrypted.</summary>
internal sealed record Webhook(
    string Id, string Name, string? Description, string Url, string Status, string? Secret, long? Created, long? LastUpdated)
{
    public IReadOnlyList<WebhookEvent> Events { get; init; } = [];

    /// <summary>As the API shows it: without the secret.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject { ["webhook_id"] = Id, ["name"] = Name };
        if (!string.IsNullOrEmpty(Description)) json["description"] = Description;
        json["url"] = Url;
        json["events"] = new JsonArray([.. Events.Select(item => (JsonNode)item.ToJson())]);
        json["status"] = Status;
        json["creation_timestamp"] = Created;
        json["last_updated_timestamp"] = LastUpdated;
        return json;
    }
}
