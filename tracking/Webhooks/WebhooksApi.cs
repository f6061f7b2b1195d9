using System.Text.Json;
using System.Text.Json.Nodes;
using ImageClassifier.Tracking.Api;
using ImageClassifier.Tracking.Api.Answers;
using ImageClassifier.Tracking.Configuration;
using ImageClassifier.Tracking.Database;
using ImageClassifier.Tracking.Errors;
using ImageClassifier.Tracking.Search;

namespace ImageClassifier.Tracking.Webhooks;

/// <summary><c>webhooks…</c></summary>
internal sealed class WebhooksApi(
    TrackingDatabase database, WebhookOptions options, WebhookSecrets secrets, WebhookSender sender, TimeProvider time)
{
    private const int MostPerPage = 1000;
    private const int LongestName = 256, LongestDescription = 1000, LongestUrl = 500;
    private static readonly string[] States = ["ACTIVE", "DISABLED"];

    public void Map(MlflowRoutes routes)
    {
        var answer = MessagesJson.Default.JsonObject;
        routes.Post("webhooks", CreateAsync, answer);
        routes.Get("webhooks", ListAsync, answer);
        routes.Get("webhooks/{webhook_id}", GetAsync, answer);
        routes.Map("PATCH", "webhooks/{webhook_id}", UpdateAsync, answer);
        routes.Post("webhooks/{webhook_id}/test", TestAsync, answer);
        routes.Do("DELETE", "webhooks/{webhook_id}", (fields, cancellationToken) =>
        {
            string id = fields.Required("webhook_id");
            return database.WriteAsync(session => WebhookStore.Delete(session, id, Now), cancellationToken);
        });
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private Task<JsonObject> CreateAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        var webhook = Check(new Webhook(
            Guid.NewGuid().ToString(), fields.Required("name"), fields.Optional("description"), fields.Required("url"),
            fields.Optional("status") ?? States[0], Encrypted(fields), Now, Now)
        { Events = Events(fields) });
        return database.WriteAsync(session => Answer(WebhookStore.Create(session, webhook)), cancellationToken);
    }

    private Task<JsonObject> ListAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        const string Question = "webhooks";
        int size = fields.PageSize("max_results", 100, MostPerPage);
        int offset = PageToken.Parse(fields.Optional("page_token"), Question);
        var found = database.Read(session => WebhookStore.List(session, size + 1, offset));
        var answer = new JsonObject();
        if (found.Count > 0) answer["webhooks"] = new JsonArray([.. found.Take(size).Select(webhook => (JsonNode)webhook.ToJson())]);
        if (found.Count > size) answer["next_page_token"] = PageToken.For(offset + size, Question);
        return Task.FromResult(answer);
    }

    private Task<JsonObject> GetAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        string id = fields.Required("webhook_id");
        return Task.FromResult(Answer(database.Read(session => WebhookStore.Get(session, id))));
    }

    private Task<JsonObject> UpdateAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        string id = fields.Required("webhook_id");
        return database.WriteAsync(
            session =>
            {
                var known = WebhookStore.Get(session, id);
                return Answer(WebhookStore.Update(session, Check(known with
                {
                    Name = fields.Optional("name") ?? known.Name,
                    Description = fields.OptionalOrEmpty("description") ?? known.Description,
                    Url = fields.Optional("url") ?? known.Url,
                    Status = fields.Optional("status") ?? known.Status,
                    Secret = Encrypted(fields) ?? known.Secret,
                    Events = fields.Has("events") ? Events(fields) : known.Events,
                    LastUpdated = Now,
                })));
            },
            cancellationToken);
    }

    private async Task<JsonObject> TestAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        string id = fields.Required("webhook_id");
        var webhook = database.Read(session => WebhookStore.Get(session, id));
        var happened = fields.Object("event") is { } sent ? Event(sent) : webhook.Events[0];
        var result = await sender.SendAsync(webhook, happened, JsonNode.Parse(WebhookEvent.Known[happened])!.AsObject(), cancellationToken);
        var shown = new JsonObject { ["success"] = result.Success };
        if (result.Status is { } status) shown["response_status"] = status;
        if (result.Body is not null) shown["response_body"] = result.Body;
        if (result.Error is not null) shown["error_message"] = result.Error;
        return new() { ["result"] = shown };
    }

    private Webhook Check(Webhook webhook)
    {
        if (webhook.Name.Length > LongestName) throw TrackingException.Invalid(
            $"The name of a webhook has at most {LongestName} characters.");
        if (webhook.Description?.Length > LongestDescription)
            throw TrackingException.Invalid($"The description of a webhook has at most {LongestDescription} characters.");
        if (!States.Contains(webhook.Status)) throw TrackingException.Invalid(
            $"Invalid value '{webhook.Status}' for parameter 'status' supplied.");
        bool isAddress = webhook.Url.Length <= LongestUrl && Uri.TryCreate(webhook.Url, UriKind.Absolute, out var url)
            && options.Schemes.Contains(url.Scheme) && url.Host.Length > 0 && url.UserInfo.Length == 0;
        return isAddress
            ? webhook
            : throw TrackingException.Invalid(
                $"Invalid webhook URL: '{webhook.Url}'. It must have at most {LongestUrl} characters, no user and a scheme among: "
                + $"{string.Join(", ", options.Schemes)}.");
    }

    private string? Encrypted(RequestFields fields) => fields.Optional("secret") is { } secret ? secrets.Encrypt(secret) : null;

    private static IReadOnlyList<WebhookEvent> Events(RequestFields fields) =>
        fields.Objects("events") is { Count: > 0 } events
            ? [.. events.Select(Event)]
            : throw TrackingException.Invalid("Webhook events must be a non-empty list.");

    private static WebhookEvent Event(JsonElement sent)
    {
        var item = new WebhookEvent(
            JsonFields.Required("event", sent, "entity").ToLowerInvariant(), JsonFields.Required("event", sent, "action")
                .ToLowerInvariant());
        return WebhookEvent.Known.ContainsKey(item)
            ? item
            : throw TrackingException.Invalid($"Invalid webhook event: {item.Entity} and {item.Action}. There are "
                + $"{string.Join(", ", WebhookEvent.Known.Keys.Select(known => $"{known.Entity}.{known.Action}"))}.");
    }

    private static JsonObject Answer(Webhook webhook) => new() { ["webhook"] = webhook.ToJson() };
}
