namespace ImageClassifier.Mlflow;

/// <summary>What a run reads, as MLflow's page shows it. One name and digest shows one context.</summary>
/// <param name="Name">For a person.</param>
/// <param name="Digest">At most 36 characters that tell this content from any other.</param>
/// <param name="Context">What for: <c>training</c>, <c>validation</c>.</param>
public sealed record MlflowDataset(string Name, string Digest, string Context)
{
    /// <summary>Kind of <see cref="Source"/>.</summary>
    public string SourceType { get; init; } = "local";

    /// <summary>JSON that says where it is.</summary>
    public required string Source { get; init; }

    /// <summary>JSON of a column or tensor specification.</summary>
    public string? Schema { get; init; }

    /// <summary>JSON of numbers about it.</summary>
    public string? Profile { get; init; }
}
