namespace ImageClassifier.Tracking.Search;

/// <summary>A table whose rows hold one key and value of the thing that is searched for.</summary>
/// <param name="Name">The table.</param>
/// <param name="Join">How a row <c>k</c> of it belongs to the thing.</param>
/// <param name="IsNumber">Whether the value is a number with an <c>is_nan</c> flag.</param>
internal sealed record KeyedTable(string Name, string Join, bool IsNumber);

/// <summary>What one kind of thing can be searched and ordered by, and in which columns that is.</summary>
internal sealed record SearchSchema
{
    public required IReadOnlyDictionary<string, string> TextColumns { get; init; }

    public required IReadOnlyDictionary<string, string> NumberColumns { get; init; }

    public required IReadOnlyDictionary<string, KeyedTable> Tables { get; init; }

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
            ["parameter"] = new("params", "k.run_uuid = r.run_uuid", IsNumber: false),
            ["tag"] = new("tags", "k.run_uuid = r.run_uuid", IsNumber: false),
        },
        DefaultOrder = "r.start_time DESC, r.run_uuid",
    };

    public static SearchSchema Experiments { get; } = new()
    {
        TextColumns = new Dictionary<string, string> { ["name"] = "e.name", ["experiment_id"] = "e.experiment_id" },
        NumberColumns = new Dictionary<string, string> { ["creation_time"] = "e.creation_time", ["last_update_time"] = "e.last_update_time" },
        Tables = new Dictionary<string, KeyedTable> { ["tag"] = new("experiment_tags", "k.experiment_id = e.experiment_id", IsNumber: false) },
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
        Tables = new Dictionary<string, KeyedTable> { ["tag"] = new("registered_model_tags", "k.name = m.name", IsNumber: false) },
        DefaultOrder = "m.name",
    };

    public static SearchSchema ModelVersions { get; } = new()
    {
        TextColumns = new Dictionary<string, string> { ["name"] = "v.name", ["run_id"] = "v.run_id", ["source_path"] = "v.source" },
        NumberColumns = new Dictionary<string, string>
        {
            ["version_number"] = "v.version",
            ["creation_timestamp"] = "v.creation_time",
            ["last_updated_timestamp"] = "v.last_updated_time",
        },
        Tables = new Dictionary<string, KeyedTable>
        {
            ["tag"] = new("model_version_tags", "k.name = v.name AND k.version = v.version", IsNumber: false),
        },
        DefaultOrder = "v.last_updated_time DESC, v.name, v.version DESC",
    };
}
