namespace ImageClassifier.Mlflow;

/// <summary>The states of an MLflow run (<c>RunStatus</c> in MLflow's service.proto).</summary>
public enum MlflowRunStatus
{
    /// <summary>The run is in progress.</summary>
    Running,

    /// <summary>The run is planned and has not begun.</summary>
    Scheduled,

    /// <summary>The run ended well.</summary>
    Finished,

    /// <summary>The run ended with an error.</summary>
    Failed,

    /// <summary>Somebody stopped the run.</summary>
    Killed,
}

/// <summary>A run as the tracking server knows it at one moment.</summary>
public sealed record MlflowRun
{
    /// <summary>The run's id, 32 hexadecimal digits on MLflow's own server.</summary>
    public required string RunId { get; init; }

    /// <summary>The experiment that the run belongs to.</summary>
    public required string ExperimentId { get; init; }

    /// <summary>The name that people see.</summary>
    public required string Name { get; init; }

    /// <summary>The run's state.</summary>
    public required MlflowRunStatus Status { get; init; }

    /// <summary>When the run began.</summary>
    public required DateTimeOffset StartTime { get; init; }

    /// <summary>When the run ended; null while it goes on.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>The root of the run's artifacts, for instance <c>mlflow-artifacts:/1/0a…/artifacts</c>.</summary>
    public required string ArtifactUri { get; init; }

    /// <summary><c>active</c> or <c>deleted</c>.</summary>
    public required string LifecycleStage { get; init; }

    /// <summary>The run's parameters.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    /// <summary>The latest value of each metric: of the highest step, then the latest time, then the highest value.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>The logged models that the run made.</summary>
    public IReadOnlyList<string> ModelIds { get; init; } = [];

    /// <summary>The run's tags, MLflow's own (<c>mlflow.…</c>) included.</summary>
    public required IReadOnlyDictionary<string, string> Tags { get; init; }
}
