namespace ImageClassifier.Tracking.Api;

/// <summary>MLflow's <c>ViewType</c>: what is shown of the deleted.</summary>
internal static class ViewType
{
    /// <summary>The SQL condition for it; null for everything. Active only is the default.</summary>
    public static string? Condition(string? viewType, string lifecycleColumn) => viewType switch
    {
        null or "ACTIVE_ONLY" or "1" => $"{lifecycleColumn} = 'active'",
        "DELETED_ONLY" or "2" => $"{lifecycleColumn} = 'deleted'",
        "ALL" or "3" => null,
        _ => throw TrackingException.Invalid($"Invalid view type '{viewType}'. Valid values are ACTIVE_ONLY, DELETED_ONLY and ALL."),
    };
}
