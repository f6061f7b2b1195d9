using ImageClassifier.Tracking.Database;

namespace ImageClassifier.Tracking.Store;

/// <summary>What belongs to what: MLflow's table of links between things of any two kinds.</summary>
internal static class EntityAssociations
{
    /// <summary>Adds a link, if it is not there.</summary>
    /// <param name="session">The database.</param>
    /// <param name="id">The link's own id.</param>
    /// <param name="source">The kind and the id of what the link starts at, such as <c>trace</c>.</param>
    /// <param name="destination">The kind and the id of what it leads to, such as <c>run</c>.</param>
    /// <param name="now">The time of the link.</param>
    public static void Add(
        SqliteSession session, string id, (string Type, string Id) source, (string Type, string Id) destination, long now) =>
        session.Execute(
            """
            INSERT OR IGNORE INTO entity_associations
                (association_id, source_type, source_id, destination_type, destination_id, created_time)
            VALUES ($1, $2, $3, $4, $5, $6)
            """,
            id, source.Type, source.Id, destination.Type, destination.Id, now);
}
