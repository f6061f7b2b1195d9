using ImageClassifier.Tracking.Database;
using ImageClassifier.Tracking.Errors;
using ImageClassifier.Tracking.Store;
using Microsoft.Data.Sqlite;

namespace ImageClassifier.Tracking.Webhooks;

/// <summary>Webhooks and the events that they are told of. A deleted one keeps its row, as in MLflow.</summary>
internal static class WebhookStore
{
    private const string Columns =
        "w.webhook_id, w.name, w.description, w.url, w.status, w.secret, w.creation_timestamp, w.last_updated_timestamp";
    private const string Visible = "w.deleted_timestamp IS NULL AND w.workspace = '" + Schema.Workspace + "'";

    public static Webhook Create(SqliteSession session, Webhook webhook)
    {
        session.Execute(
            """
            INSERT INTO webhooks (webhook_id, name, description, url, status, secret, creation_timestamp, last_updated_timestamp)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
            """,
            webhook.Id, webhook.Name, webhook.Description, webhook.Url, webhook.Status, webhook.Secret, webhook.Created);
        PutEvents(session, webhook);
        return Get(session, webhook.Id);
    }

    public static Webhook Get(SqliteSession session, string id) =>
        WithEvents(session, session.Query($"SELECT {Columns} FROM webhooks w WHERE w.webhook_id = $1 AND {Visible}", Read, id))
            .FirstOrDefault()
        ?? throw TrackingException.Missing($"Webhook with ID {id} not found.");

    public static List<Webhook> List(SqliteSession session, int limit, int offset) =>
        WithEvents(session, session.Query(
            $"SELECT {Columns} FROM webhooks w WHERE {Visible} ORDER BY w.creation_timestamp DESC, w.webhook_id LIMIT $1 OFFSET $2", Read,
                limit, offset));

    /// <summary>The active webhooks that are told of an event.</summary>
    public static List<Webhook> For(SqliteSession session, WebhookEvent happened) =>
        session.Query(
            $"""
            SELECT {Columns} FROM webhooks w JOIN webhook_events e ON e.webhook_id = w.webhook_id
            WHERE e.entity = $1 AND e.action = $2 AND w.status = 'ACTIVE' AND {Visible}
            """,
            Read, happened.Entity, happened.Action);

    public static Webhook Update(SqliteSession session, Webhook changed)
    {
        session.Execute(
            """
            UPDATE webhooks SET name = $1, description = $2, url = $3, status = $4, secret = $5, last_updated_timestamp = $6 WHERE
                webhook_id = $7
            """,
            changed.Name, changed.Description, changed.Url, changed.Status, changed.Secret, changed.LastUpdated, changed.Id);
        session.Execute("DELETE FROM webhook_events WHERE webhook_id = $1", changed.Id);
        PutEvents(session, changed);
        return Get(session, changed.Id);
    }

    public static void Delete(SqliteSession session, string id, long now)
    {
        Get(session, id);
        session.Execute("UPDATE webhooks SET deleted_timestamp = $1 WHERE webhook_id = $2", now, id);
    }

    private static void PutEvents(SqliteSession session, Webhook webhook)
    {
        foreach (var item in webhook.Events.Distinct())
            session.Execute(
                "INSERT INTO webhook_events (webhook_id, entity, action) VALUES ($1, $2, $3)", webhook.Id, item.Entity, item.Action);
    }

    private static List<Webhook> WithEvents(SqliteSession session, List<Webhook> webhooks) =>
        [.. webhooks.Select(webhook => webhook with
        {
            Events = session.Query(
                "SELECT entity, action FROM webhook_events WHERE webhook_id = $1 ORDER BY rowid",
                row => new WebhookEvent(row.GetString(0), row.GetString(1)), webhook.Id),
        })];

    private static Webhook Read(SqliteDataReader row) => new(
        row.GetString(0), row.GetString(1), row.Text(2), row.GetString(3), row.GetString(4), row.Text(5), row.Number(6), row.Number(7));
}
