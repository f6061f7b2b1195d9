namespace ImageClassifier.Mlflow;

/// <summary>One version of a registered model.</summary>
public sealed record MlflowModelVersion
{
    /// <summary>The registered model's name.</summary>
    public required string Name { get; init; }

    /// <summary>The version, a whole number counted from 1, as text.</summary>
    public required string Version { get; init; }

    /// <summary>Where the model's files are.</summary>
    public required string Source { get; init; }

    /// <summary>The run that made the model, when there is one.</summary>
    public string? RunId { get; init; }

    /// <summary>The logged model that the version was registered from, when there is one.</summary>
    public string? ModelId { get; init; }

    /// <summary>MLflow's status, <c>READY</c> as a rule.</summary>
    public required string Status { get; init; }

    /// <summary>When the version was registered.</summary>
    public required DateTimeOffset CreationTime { get; init; }

    /// <summary>The version's tags.</summary>
    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    /// <summary>The aliases that point at this version.</summary>
    public required IReadOnlyList<string> Aliases { get; init; }
}
