using System.Text.Json.Nodes;
using System.Threading.Channels;
using ImageClassifier.Tracking.Api;
using ImageClassifier.Tracking.Database;
using ImageClassifier.Tracking.Errors;
using Microsoft.Data.Sqlite;

namespace ImageClassifier.Tracking.Webhooks;

/// <summary>
/// Tells webhooks of events in the background, so that no request waits for one. What is still to be sent when the server stops is lost, as
/// with MLflow.
/// </summary>
internal sealed partial class WebhookDeliveries(TrackingDatabase database, WebhookSender sender, ILogger<WebhookDeliveries> logger)
    : BackgroundService, IRegistryEvents
{
    private const int MostWaiting = 10_000;
    private const int AtOnce = 4;

    private readonly Channel<(WebhookEvent Happened, JsonObject Data)> _waiting =
        Channel.CreateBounded<(WebhookEvent, JsonObject)>(
            new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Publish(string entity, string action, JsonObject data) =>
        _waiting.Writer.TryWrite((new WebhookEvent(entity, action), data));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Parallel.ForEachAsync(
                _waiting.Reader.ReadAllAsync(stoppingToken),
                    new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken },
                (item, cancellationToken) => TellAllAsync(item.Happened, item.Data, cancellationToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async ValueTask TellAllAsync(WebhookEvent happened, JsonObject data, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var webhook in database.Read(session => WebhookStore.For(session, happened))) await TellAsync(
                webhook, happened, data, cancellationToken);
        }
        catch (Exception e) when (e is SqliteException or DamagedDatabaseException)
        {
            LogUnread(e.Message);
        }
    }

    private async Task TellAsync(Webhook webhook, WebhookEvent happened, JsonObject data, CancellationToken cancellationToken)
    {
        try
        {
            var result = await sender.SendAsync(webhook, happened, data, cancellationToken);
            if (!result.Success) LogFailure(webhook.Name, webhook.Url, result.Error ?? $"HTTP {result.Status}");
        }
        catch (TrackingException e)
        {
            LogFailure(webhook.Name, webhook.Url, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhooks could not be told: {Reason}")]
    private partial void LogUnread(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The webhook '{Name}' at {Url} could not be told: {Reason}")]
    private partial void LogFailure(string name, string url, string reason);
}
