using ImageClassifier.Tracking.Search;
using ImageClassifier.Tracking.Store;

namespace ImageClassifier.Tracking.Api;

/// <summary>
/// MLflow keeps prompts in the model registry, under the tag <c>mlflow.prompt.is_prompt</c>. A search finds either models or prompts:
/// models, unless its filter asks for that tag to be true. A model has no such tag, so the comparison of it is taken out of the filter. The
/// source of a prompt's version is no place of files.
/// </summary>
internal static class Prompts
{
    private const string Tag = "mlflow.prompt.is_prompt";

    /// <summary>The filter without the comparison of the tag, and whether that asks for prompts.</summary>
    public static (IReadOnlyList<FilterComparison> Filter, bool AreAskedFor) Split(IReadOnlyList<FilterComparison> filter)
    {
        var first = filter.FirstOrDefault(IsOfTag);
        bool asked = first is { Operator: "=", Values: [var equal] } && IsTrue(equal)
            || first is { Operator: "!=", Values: [var other] } && other.Equals("false", StringComparison.OrdinalIgnoreCase);
        return ([.. filter.Where(comparison => !IsOfTag(comparison))], asked);
    }

    /// <summary>The condition for registered models <c>m</c>.</summary>
    public static string Models(bool prompts) => Condition("m", prompts);

    /// <summary>The condition for model versions <c>v</c>.</summary>
    public static string Versions(bool prompts) => Condition("v", prompts);

    public static bool Are(IReadOnlyList<KeyValue> tags) => tags.Any(tag => tag.Key == Tag && IsTrue(tag.Value));

    private static bool IsOfTag(FilterComparison comparison) => comparison.Field is { Entity: "tag", Key: Tag };

    private static bool IsTrue(string? value) => string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);

    private static string Condition(string table, bool prompts) =>
        $"{(prompts ? "" : "NOT ")}EXISTS (SELECT 1 FROM registered_model_tags p WHERE p.workspace = {table}.workspace "
        + $"AND p.name = {table}.name AND p.key = '{Tag}' AND p.value = 'true')";
}
