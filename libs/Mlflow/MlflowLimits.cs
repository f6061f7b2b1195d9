namespace ImageClassifier.Mlflow;

/// <summary>What MLflow accepts, from <c>mlflow/utils/validation.py</c>. Lengths count Unicode code points, as Python does.</summary>
internal static class MlflowLimits
{
    public const int MetricsPerBatch = 1000;
    public const int ParametersPerBatch = 100;
    public const int TagsPerBatch = 100;
    public const int EntitiesPerBatch = 1000;
    public const int KeyLength = 250;
    public const int ParameterLength = 6000;
    public const int TagLength = 5000;

    // The limit is 1e6 bytes for the whole request; the rest is for the envelope.
    public const int BatchBytes = 990_000;

    public static int Length(string text)
    {
        int length = 0;
        foreach (var _ in text.EnumerateRunes()) length++;
        return length;
    }
}
