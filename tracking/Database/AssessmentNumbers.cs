namespace ImageClassifier.Tracking.Database;

/// <summary>
/// The number in an assessment, in columns of its own as MLflow 3.17 keeps it: yes and no count as 1 and 0, as true and false do; only a
/// number counts as numeric.
/// </summary>
internal static class AssessmentNumbers
{
    private const string Text = "lower(trim(CASE WHEN json_valid(value) THEN json_extract(value, '$') ELSE value END))";

    /// <summary>Assigns the columns from <c>value</c>, for <c>UPDATE assessments SET</c>.</summary>
    public const string Set =
        $"""
        is_numeric_value = CASE WHEN json_valid(value) AND json_type(value) IN ('integer', 'real') THEN 1 ELSE 0 END,
        aggregate_value = CASE
            WHEN json_valid(value) AND json_type(value) IN ('integer', 'real', 'true', 'false') THEN CAST(json_extract(value, '$') AS REAL)
            WHEN {Text} = 'yes' THEN 1.0
            WHEN {Text} = 'no' THEN 0.0
        END
        """;
}
