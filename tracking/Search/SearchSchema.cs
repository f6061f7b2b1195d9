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

    /// <summary>
    /// Attributes of what belongs to a thing, <c>dataset.name</c> or <c>span.name</c>: the column, and the condition with <c>{0}</c> for
    /// the comparison of that column.
    /// </summary>
    public IReadOnlyDictionary<string, (string Column, string Condition)> Related { get; init; } = new Dictionary<string,
        (string, string)>();

    /// <summary>Fields that have a condition of their own for <c>=</c>, with <c>{0}</c> for the value.</summary>
    public IReadOnlyDictionary<FilterField, string> Equal { get; init; } = new Dictionary<FilterField, string>();

    /// <summary>The order that settles what the request leaves open.</summary>
    public required string DefaultOrder { get; init; }

    /// <summary>The order among equals when the request gives an order; the default one when it is null.</summary>
    public string? TieOrder { get; init; }

    /// <summary>Whether the request may order by attributes only, each once, as MLflow has it for experiments and the registry.</summary>
    public bool OrdersByAttributes { get; init; }

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
        Related = new Dictionary<string, (string, string)>
        {
            ["dataset.name"] = ("d.name", RunDataset("{0}")),
            ["dataset.digest"] = ("d.digest", RunDataset("{0}")),
            ["dataset.context"] = ("t.value", RunDataset(
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
        TieOrder = "e.experiment_id DESC",
        OrdersByAttributes = true,
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
        OrdersByAttributes = true,
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
        OrdersByAttributes = true,
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
            ["metric"] = new(AnyModelMetrics(null), "k.model_id = m.model_id", IsNumber: true),
            ["parameter"] = new("logged_model_params", "k.model_id = m.model_id", IsNumber: false, "param_key", "param_value"),
            ["tag"] = new("logged_model_tags", "k.model_id = m.model_id", IsNumber: false, "tag_key", "tag_value"),
        },
        DefaultOrder = "m.creation_timestamp_ms DESC, m.rowid DESC",
    };

    public static SearchSchema Traces { get; } = new()
    {
        TextColumns = new Dictionary<string, string>
        {
            ["name"] = "t.trace_name",
            ["status"] = "t.status",
            ["state"] = "t.status",
            ["request_id"] = "t.request_id",
            ["trace_id"] = "t.request_id",
            ["client_request_id"] = "t.client_request_id",
            ["session_id"] = "t.session_id",
            ["run_id"] = "(SELECT r.value FROM trace_request_metadata r WHERE r.request_id = t.request_id AND r.key = 'mlflow.sourceRun')",
        },
        NumberColumns = new Dictionary<string, string>
        {
            ["timestamp"] = "t.timestamp_ms",
            ["timestamp_ms"] = "t.timestamp_ms",
            ["request_time"] = "t.timestamp_ms",
            ["execution_time"] = "t.execution_time_ms",
            ["execution_time_ms"] = "t.execution_time_ms",
            ["execution_duration"] = "t.execution_time_ms",
        },
        Tables = new Dictionary<string, KeyedTable>
        {
            ["tag"] = new(OfTrace("trace_tags", "mlflow.traceName", "trace_name"), "k.request_id = t.request_id", IsNumber: false),
            ["metadata"] = new(
                OfTrace("trace_request_metadata", "mlflow.trace.session", "session_id"), "k.request_id = t.request_id", IsNumber: false),
            ["feedback"] = new(Assessed("feedback"), "k.trace_id = t.request_id", IsNumber: false),
            ["expectation"] = new(Assessed("expectation"), "k.trace_id = t.request_id", IsNumber: false),
        },
        Related = new Dictionary<string, (string, string)>
        {
            ["span.name"] = ("s.name", TraceSpan),
            ["span.type"] = ("s.type", TraceSpan),
            ["span.status"] = ("s.status", TraceSpan),
            ["span.content"] = ("s.content", TraceSpan),
        },
        Equal = new Dictionary<FilterField, string>
        {
            [new("attribute", "run_id")] = TraceOfRun,
            [new("metadata", "mlflow.sourceRun")] = TraceOfRun,
            [new("attribute", "prompt")] = $"t.request_id IN ({Linked("prompt_version")})",
        },
        DefaultOrder = "t.timestamp_ms DESC, t.request_id",
    };

    /// <summary>Each measurement of a logged model, of the rows that a condition leaves: what a filter compares.</summary>
    public static string AnyModelMetrics(string? condition) =>
        "(SELECT model_id, metric_name AS key, coalesce(metric_value, 0) AS value, metric_value IS NULL AS is_nan FROM logged_model_metrics"
        + $"{(condition is null ? "" : $" WHERE {condition}")})";

    /// <summary>Each logged model's latest value of each metric, of the rows that a condition leaves.</summary>
    public static string LatestModelMetrics(string condition) =>
        $"""
        (SELECT model_id, metric_name AS key, coalesce(metric_value, 0) AS value, metric_value IS NULL AS is_nan FROM (
            SELECT *, row_number() OVER (PARTITION BY model_id, metric_name ORDER BY metric_timestamp_ms DESC, metric_step DESC) AS place
            FROM logged_model_metrics {condition}) WHERE place = 1)
        """;

    private const string TraceSpan = "EXISTS (SELECT 1 FROM spans s WHERE s.trace_id = t.request_id AND {0})";

    // A trace belongs to the run that it was made in, and to those that it was linked to.
    private static string TraceOfRun =>
        "t.request_id IN (SELECT request_id FROM trace_request_metadata WHERE key = 'mlflow.sourceRun' AND value = {0} "
        + $"UNION ALL {Linked("run")})";

    private static string Linked(string type) =>
        "SELECT source_id FROM entity_associations "
        + $"WHERE source_type = 'trace' AND destination_type = '{type}' AND destination_id = {{0}}";

    // The tags or metadata of traces, with the one that has a column of its own.
    private static string OfTrace(string table, string key, string column) =>
        $"(SELECT request_id, key, value FROM {table} "
        + $"UNION ALL SELECT request_id, '{key}', {column} FROM trace_info WHERE {column} IS NOT NULL)";

    // Values of assessments are JSON; a text is compared without its quotes.
    private static string Assessed(string type) =>
        "(SELECT trace_id, name AS key, "
        + "CASE WHEN json_valid(value) AND json_type(value) = 'text' THEN json_extract(value, '$') ELSE value END AS value "
        + $"FROM assessments WHERE assessment_type = '{type}' AND valid = 1)";

    private static string RunDataset(string condition) =>
        "EXISTS (SELECT 1 FROM inputs i JOIN datasets d ON d.dataset_uuid = i.source_id WHERE i.source_type = 'DATASET' "
        + $"AND i.destination_type = 'RUN' AND i.destination_id = r.run_uuid AND {condition})";
}
