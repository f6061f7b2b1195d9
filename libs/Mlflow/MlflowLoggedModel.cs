namespace ImageClassifier.Mlflow;

/// <summary>A model that a run logged, with files of its own (MLflow 3).</summary>
public sealed record MlflowLoggedModel
{
    internal const string Ready = "LOGGED_MODEL_READY";

    /// <summary>The model's id, <c>m-</c> and 32 hexadecimal digits.</summary>
    public required string ModelId { get; init; }

    /// <summary>The experiment that the model belongs to.</summary>
    public required string ExperimentId { get; init; }

    /// <summary>The name that people see.</summary>
    public required string Name { get; init; }

    /// <summary>The root of the model's files.</summary>
    public required string ArtifactUri { get; init; }

    /// <summary>Whether all files are there.</summary>
    public required bool IsReady { get; init; }

    /// <summary>The run that made it, when there is one.</summary>
    public string? SourceRunId { get; init; }

    /// <summary>Whether anything was measured of it.</summary>
    public required bool HasMetrics { get; init; }

    /// <summary>The model's tags.</summary>
    public required IReadOnlyDictionary<string, string> Tags { get; init; }
}
