using ImageClassifier.Tracking.Store;

namespace ImageClassifier.Tracking.Api;

/// <summary>
/// MLflow keeps prompts in the model registry, under the tag <c>mlflow.prompt.is_prompt</c>. A search for models leaves them out unless its
/// filter speaks of that tag; and the source of a prompt's version is no place of files.
/// </summary>
internal static class Prompts
{
    private const string Tag = "mlflow.prompt.is_prompt";

    public const string NoModels =
        "NOT EXISTS (SELECT 1 FROM registered_model_tags p WHERE p.workspace = m.workspace AND p.name = m.name "
        + "AND p.key = '" + Tag + "' AND p.value = 'true')";

    public const string NoVersions =
        "NOT EXISTS (SELECT 1 FROM registered_model_tags p WHERE p.workspace = v.workspace AND p.name = v.name "
        + "AND p.key = '" + Tag + "' AND p.value = 'true')";

    public static bool AreAskedFor(string? filter) => filter is not null && filter.Contains(Tag, StringComparison.Ordinal);

    public static bool Are(IReadOnlyList<KeyValue> tags) =>
        tags.Any(tag => tag.Key == Tag && string.Equals(tag.Value, "true", StringComparison.OrdinalIgnoreCase));
}
