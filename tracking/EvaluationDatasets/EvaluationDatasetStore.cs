using ImageClassifier.Tracking.Database;
using ImageClassifier.Tracking.Errors;
using ImageClassifier.Tracking.Search;
using ImageClassifier.Tracking.Store;
using Microsoft.Data.Sqlite;

namespace ImageClassifier.Tracking.EvaluationDatasets;

/// <summary>Data sets of evaluation, their tags and the experiments that they belong to.</summary>
internal static class EvaluationDatasetStore
{
    public const string Columns =
        "d.dataset_id, d.name, d.schema, d.profile, d.digest, d.created_time, d.last_update_time, d.created_by, d.last_updated_by";

    /// <summary>What is shown of the database: the data sets of the default workspace.</summary>
    public const string Visible = "d.workspace = '" + Schema.Workspace + "'";

    /// <summary>The data sets of some experiments, whose ids are a list in JSON.</summary>
    public const string OfExperiments =
        "d.dataset_id IN (SELECT source_id FROM entity_associations WHERE source_type = 'evaluation_dataset' "
        + "AND destination_type = 'experiment' AND destination_id IN (SELECT value FROM json_each({0})))";

    public static SearchSchema Search { get; } = new()
    {
        TextColumns = new Dictionary<string, string>
        {
            ["name"] = "d.name",
            ["created_by"] = "d.created_by",
            ["last_updated_by"] = "d.last_updated_by",
        },
        NumberColumns = new Dictionary<string, string> { ["created_time"] = "d.created_time", ["last_update_time"] = "d.last_update_time" },
        Tables = new Dictionary<string, KeyedTable>
        {
            ["tag"] = new("evaluation_dataset_tags", "k.dataset_id = d.dataset_id", IsNumber: false),
        },
        DefaultOrder = "d.created_time DESC, d.dataset_id DESC",
        TieOrder = "d.dataset_id DESC",
        OrdersByAttributes = true,
    };

    public static EvaluationDataset Create(
        SqliteSession session, string id, string name, IReadOnlyList<KeyValue> tags, IReadOnlyList<string> experimentIds, long now)
    {
        session.Execute(
            """
            INSERT INTO evaluation_datasets (dataset_id, name, digest, created_time, last_update_time, created_by, last_updated_by)
            VALUES ($1, $2, $3, $4, $4, $5, $5)
            """,
            id, name, EvaluationDataset.DigestOf(name, now), now, tags.FirstOrDefault(tag => tag.Key == "mlflow.user")?.Value);
        SetTags(session, id, tags);
        foreach (string experiment in experimentIds) Associate(session, id, experiment, $"a-{Guid.NewGuid():N}", now);
        return Get(session, id) with { ExperimentIds = [.. experimentIds.Distinct()] };
    }

    public static EvaluationDataset Get(SqliteSession session, string id) =>
        Find(session, id) ?? throw TrackingException.Missing($"Evaluation dataset with id '{id}' not found");

    /// <summary>Deletes a data set with all that belongs to it; one that is not there is deleted already.</summary>
    public static void Delete(SqliteSession session, string id)
    {
        if (Find(session, id) is null) return;
        session.Execute(
            """
            DELETE FROM entity_associations WHERE (source_type = 'evaluation_dataset' AND source_id = $1)
            OR (destination_type = 'evaluation_dataset' AND destination_id = $1)
            """,
            id);
        session.Execute("DELETE FROM evaluation_datasets WHERE dataset_id = $1", id);
    }

    public static void SetTags(SqliteSession session, string id, IReadOnlyList<KeyValue> tags)
    {
        if (Find(session, id) is null) throw TrackingException.Missing($"Could not find evaluation dataset with ID {id}");
        foreach (var tag in tags)
        {
            session.Execute(
                """
                INSERT INTO evaluation_dataset_tags (dataset_id, key, value) VALUES ($1, $2, $3)
                ON CONFLICT (dataset_id, key) DO UPDATE SET value = excluded.value
                """,
                id, tag.Key, tag.Value);
        }
    }

    /// <summary>Deletes a tag, if it is there.</summary>
    public static void DeleteTag(SqliteSession session, string id, string key) =>
        session.Execute("DELETE FROM evaluation_dataset_tags WHERE dataset_id = $1 AND key = $2", id, key);

    public static List<string> ExperimentIds(SqliteSession session, string id)
    {
        Get(session, id);
        return session.Query(
            """
            SELECT destination_id FROM entity_associations
            WHERE source_type = 'evaluation_dataset' AND source_id = $1 AND destination_type = 'experiment'
            ORDER BY created_time, destination_id
            """,
            row => row.GetString(0), id);
    }

    public static EvaluationDataset AddExperiments(SqliteSession session, string id, IReadOnlyList<string> experimentIds, long now)
    {
        Require(session, id);
        foreach (string experiment in experimentIds)
        {
            if (!session.Exists($"SELECT 1 FROM experiments e WHERE e.experiment_id = $1 AND {ExperimentStore.Visible}", experiment))
                throw TrackingException.Missing($"No Experiment with id={experiment}");
            Associate(session, id, experiment, Guid.NewGuid().ToString("N"), now);
        }
        return Touch(session, id, now);
    }

    public static EvaluationDataset RemoveExperiments(SqliteSession session, string id, IReadOnlyList<string> experimentIds, long now)
    {
        Require(session, id);
        int removed = session.Execute(
            """
            DELETE FROM entity_associations WHERE source_type = 'evaluation_dataset' AND source_id = $1
            AND destination_type = 'experiment' AND destination_id IN (SELECT value FROM json_each($2))
            """,
            id, JsonList.Of(experimentIds));
        return removed > 0 ? Touch(session, id, now) : Get(session, id);
    }

    public static EvaluationDataset Read(SqliteDataReader row) => new(
        row.GetString(0), row.GetString(1), row.Text(2), row.Text(3), row.Text(4), row.Number(5), row.Number(6), row.Text(7), row.Text(8));

    /// <summary>Adds tags, with one query for any number of data sets.</summary>
    public static List<EvaluationDataset> WithTags(SqliteSession session, IReadOnlyList<EvaluationDataset> datasets)
    {
        var tags = session.Query(
            """
            SELECT key, value, dataset_id FROM evaluation_dataset_tags
            WHERE dataset_id IN (SELECT value FROM json_each($1)) ORDER BY rowid
            """,
            row => (Dataset: row.GetString(2), Tag: Rows.KeyValue(row)), JsonList.Of(datasets.Select(dataset => dataset.DatasetId)))
            .ToLookup(row => row.Dataset, row => row.Tag);
        return [.. datasets.Select(dataset => dataset with { Tags = [.. tags[dataset.DatasetId]] })];
    }

    private static EvaluationDataset? Find(SqliteSession session, string id) =>
        WithTags(session, session.Query($"SELECT {Columns} FROM evaluation_datasets d WHERE d.dataset_id = $1 AND {Visible}", Read, id))
            .FirstOrDefault();

    private static void Require(SqliteSession session, string id)
    {
        if (Find(session, id) is null) throw TrackingException.Missing($"Dataset '{id}' not found");
    }

    private static EvaluationDataset Touch(SqliteSession session, string id, long now)
    {
        session.Execute("UPDATE evaluation_datasets SET last_update_time = $1 WHERE dataset_id = $2", now, id);
        return Get(session, id);
    }

    private static void Associate(SqliteSession session, string id, string experiment, string association, long now) =>
        EntityAssociations.Add(session, association, ("evaluation_dataset", id), ("experiment", experiment), now);
}
