namespace ImageClassifier.Mlflow;

/// <summary>One point of a metric's history.</summary>
/// <param name="Key">The metric's name, for instance <c>val_accuracy</c>.</param>
/// <param name="Value">The value; NaN and the infinities are allowed.</param>
/// <param name="Timestamp">When it was measured; MLflow keeps milliseconds.</param>
/// <param name="Step">Its place on the x axis; the pipeline logs the epoch, counted from 1, and final numbers at 0.</param>
public sealed record MlflowMetric(string Key, double Value, DateTimeOffset Timestamp, long Step)
{
    /// <summary>The logged model that was measured, when there is one.</summary>
    public string? ModelId { get; init; }

    /// <summary>What it was measured on, when that is an input of the run.</summary>
    public MlflowDataset? Dataset { get; init; }
}
