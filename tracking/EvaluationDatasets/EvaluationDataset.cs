using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ImageClassifier.Tracking.Store;

namespace ImageClassifier.Tracking.EvaluationDatasets;

/// <summary>A data set of evaluation without its records. Its schema and profile are JSON; times are milliseconds.</summary>
internal sealed record EvaluationDataset(
    string DatasetId, string Name, string? Schema, string? Profile, string? Digest, long? Created, long? LastUpdated, string? CreatedBy,
    string? LastUpdatedBy)
{
    public IReadOnlyList<KeyValue> Tags { get; init; } = [];

    /// <summary>Shown where the request has named them, as by MLflow.</summary>
    public IReadOnlyList<string> ExperimentIds { get; init; } = [];

    /// <summary>A state's digest, which every change of the records changes.</summary>
    public static string DigestOf(string name, long lastUpdated) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{name}:{lastUpdated}")))[..8];

    public JsonObject ToJson()
    {
        var tags = new JsonObject();
        foreach (var (key, value) in Tags) tags[key] = value;
        var json = new JsonObject { ["dataset_id"] = DatasetId, ["name"] = Name, ["tags"] = PythonJson.Of(tags) };
        if (Schema is not null) json["schema"] = Schema;
        if (Profile is not null) json["profile"] = Profile;
        if (Digest is not null) json["digest"] = Digest;
        if (Created is not null) json["created_time"] = Created;
        if (LastUpdated is not null) json["last_update_time"] = LastUpdated;
        if (CreatedBy is not null) json["created_by"] = CreatedBy;
        if (LastUpdatedBy is not null) json["last_updated_by"] = LastUpdatedBy;
        if (ExperimentIds.Count > 0) json["experiment_ids"] = new JsonArray([.. ExperimentIds]);
        return json;
    }
}
