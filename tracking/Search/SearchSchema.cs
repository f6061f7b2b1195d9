namespace ImageClassifier.Tracking.Search;

/// <summary>A table whose rows hold one key and value of the thing that is searched for.</summary>
/// <param name="Name">The table.</param>
/// <param name="Join">How a row <c>k</c> of it belongs to the thing.</param>
/// <param name="IsNumber">Whether the value is a number with an <c>is_nan</c> flag.</param>
/// <param name="Key">The column of the key.</param>
/// <param name="Value">The column of the value.</param>
/// <param name="Owner">For a run's tables: the column that links a row to the run <c>r</c>; it has the same name in both.</param>
internal sealed record KeyedTable(string Name, string Join, bool IsNumber, string Key = "key", string Value = "value",
    string? Owner = null);

/// <summary>What one kind of thing can be searched and ordered by, and in which columns that is.</summary>
internal sealed record SearchSchema
{
    public required IReadOnlyDictionary<string, string> TextColumns { get; init; }

    public required IReadOnlyDictionary<string, string> NumberColumns { get; init; }

    public required IReadOnlyDictionary<string, KeyedTable> Tables { get; init; }

    /// <summary>Attributes of the datasets that a thing read: the column, and the condition with <c>{0}</c> for the comparison of that
    /// column.</summary>
    public IReadOnlyDictionary<string, (string Column, string Condition)> Datasets { get; init; } = new Dictionary<string,
        (string, string)>();

    /// <summary>The order that settles what the request leaves open.</summary>
    public required string DefaultOrder { get; init; }

    public static SearchSchema Runs { get; } = new()
    {
        TextColumns = new Dictionary<string, string>
        {
            ["run_id"] = "r.run_uuid",
            ["run_name"] = "r.name",
            ["run name"] = "r.name",
            ["Run name"] = "r.name",
            ["Run Name"] = "r.name",
            ["status"] = "r.status",
            ["artifact_uri"] = "r.artifact_uri",
            ["user_id"] = "r.user_id",
        },
        NumberColumns = new Dictionary<string, string>
        {
            ["start_time"] = "r.start_time",
            ["created"] = "r.start_time",
            ["Created"] = "r.start_time",
            ["end_time"] = "r.end_time",
        },
        Tables = new Dictionary<string, KeyedTable>
        {
            ["metric"] = new("latest_metrics", "k.run_uuid = r.run_uuid", IsNumber: true),
            ["parameter"] = new("params", "k.run_uuid = r.run_uuid", IsNumber: false, Owner: "run_uuid"),
            ["tag"] = new("tags", "k.run_uuid = r.run_uuid", IsNumber: false, Owner: "run_uuid"),
        },
        Datasets = new Dictionary<string, (string, string)>
        {
            ["name"] = ("d.name", RunDataset("{0}")),
            ["digest"] = ("d.digest", RunDataset("{0}")),
            ["context"] = ("t.value", RunDataset(
                "EXISTS (SELECT 1 FROM input_tags t WHERE t.input_uuid = i.input_uuid AND t.name = 'mlflow.data.context' AND {0})")),
        },
        DefaultOrder = "r.start_time DESC, r.run_uuid",
    };

    public static SearchSchema Experiments { get; } = new()
    {
        TextColumns = new Dictionary<string, string> { ["name"] = "e.name", ["experiment_id"] = "e.experiment_id" },
        NumberColumns =
            new Dictionary<string, string> { ["creation_time"] = "e.creation_time", ["last_update_time"] = "e.last_update_time" },
        Tables =
            new Dictionary<string, KeyedTable> { ["tag"] = new("experiment_tags", "k.experiment_id = e.experiment_id", IsNumber: false) },
        DefaultOrder = "e.creation_time DESC, e.experiment_id",
    };

    public static SearchSchema Models { get; } = new()
    {
        TextColumns = new Dictionary<string, string> { ["name"] = "m.name" },
        NumberColumns = new Dictionary<string, string>
        {
            ["timestamp"] = "m.last_updated_time",
            ["last_updated_timestamp"] = "m.last_updated_time",
            ["creation_timestamp"] = "m.creation_time",
        },
        Tables = new Dictionary<string, KeyedTable>
        {
            ["tag"] = new("registered_model_tags",
            "k.workspace = m.workspace AND k.name = m.name", IsNumber: false)
        },
        DefaultOrder = "m.name",
    };

    public static SearchSchema ModelVersions { get; } = new()
    {
        TextColumns = new Dictionary<string, string>
        {
            ["name"] = "v.name",
            ["run_id"] = "v.run_id",
            ["source_path"] = "v.source",
            ["current_stage"] = "v.current_stage",
        },
        NumberColumns = new Dictionary<string, string>
        {
            ["version_number"] = "v.version",
            ["creation_timestamp"] = "v.creation_time",
            ["last_updated_timestamp"] = "v.last_updated_time",
        },
        Tables = new Dictionary<string, KeyedTable>
        {
            ["tag"] = new("model_version_tags", "k.workspace = v.workspace AND k.name = v.name AND k.version = v.version", IsNumber: false),
        },
        DefaultOrder = "v.last_updated_time DESC, v.name, v.version DESC",
    };

    public static SearchSchema LoggedModels { get; } = new()
    {
        TextColumns = new Dictionary<string, string>
        {
            ["name"] = "m.name",
            ["model_id"] = "m.model_id",
            ["model_type"] = "m.model_type",
            ["status"] = "CASE m.status WHEN 1 THEN 'PENDING' WHEN 2 THEN 'READY' WHEN 3 THEN 'FAILED' ELSE 'UNSPECIFIED' END",
            ["source_run_id"] = "m.source_run_id",
        },
        NumberColumns = new Dictionary<string, string>
        {
            ["creation_timestamp"] = "m.creation_timestamp_ms",
            ["creation_time"] = "m.creation_timestamp_ms",
            ["last_updated_timestamp"] = "m.last_updated_timestamp_ms",
            ["last_updated_time"] = "m.last_updated_timestamp_ms",
        },
        Tables = new Dictionary<string, KeyedTable>
        {
            ["metric"] = new(LatestModelMetrics(""), "k.model_id = m.model_id", IsNumber: true),
            ["parameter"] = new("logged_model_params", "k.model_id = m.model_id", IsNumber: false, "param_key", "param_value"),
            ["tag"] = new("logged_model_tags", "k.model_id = m.model_id", IsNumber: false, "tag_key", "tag_value"),
        },
        DefaultOrder = "m.creation_timestamp_ms DESC, m.model_id",
    };

    /// <summary>Each logged model's latest value of each metric, of the rows that a condition leaves.</summary>
    public static string LatestModelMetrics(string condition) =>
        $"""
        (SELECT model_id, metric_name AS key, coalesce(metric_value, 0) AS value, metric_value IS NULL AS is_nan FROM (
            SELECT *, row_number() OVER (PARTITION BY model_id, metric_name ORDER BY metric_timestamp_ms DESC, metric_step DESC) AS place
            FROM logged_model_metrics {condition}) WHERE place = 1)
        """;

    private static string RunDataset(string condition) =>
        "EXISTS (SELECT 1 FROM inputs i JOIN datasets d ON d.dataset_uuid = i.source_id WHERE i.source_type = 'DATASET' "
        + $"AND i.destination_type = 'RUN' AND i.destination_id = r.run_uuid AND {condition})";
}
