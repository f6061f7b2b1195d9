using ImageClassifier.Tracking.Errors;

namespace ImageClassifier.Tracking.Api;

/// <summary>MLflow's <c>ViewType</c>: what is shown of the deleted.</summary>
internal static class ViewType
{
    /// <summary>What clients may send in place of the names.</summary>
    public static IReadOnlyDictionary<string, string> Numbers { get; } =
        new Dictionary<string, string> { ["1"] = "ACTIVE_ONLY", ["2"] = "DELETED_ONLY", ["3"] = "ALL" };

    /// <summary>The SQL condition for it; null for everything. Active only is the default.</summary>
    public static string? Condition(string? viewType, string lifecycleColumn) => viewType switch
    {
        null or "ACTIVE_ONLY" => $"{lifecycleColumn} = 'active'",
        "DELETED_ONLY" => $"{lifecycleColumn} = 'deleted'",
        "ALL" => null,
        _ => throw TrackingException.Invalid($"Invalid view type '{viewType}'. Valid values are ACTIVE_ONLY, DELETED_ONLY and ALL."),
    };
}
