using System.Text.Json.Nodes;

namespace ImageClassifier.Tracking.Api;

/// <summary>Who is told what has happened in the model registry.</summary>
internal interface IRegistryEvents
{
    /// <param name="entity">
    /// What it happened to: <c>registered_model</c>, <c>model_version</c>, <c>model_version_tag</c> or <c>model_version_alias</c>.
    /// </param>
    /// <param name="action">What happened: <c>created</c>, <c>set</c> or <c>deleted</c>.</param>
    /// <param name="data">The names and values that belong to it.</param>
    void Publish(string entity, string action, JsonObject data);
}
