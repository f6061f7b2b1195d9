namespace ImageClassifier.Mlflow;

/// <summary>One entry of a run's artifact folder.</summary>
/// <param name="Path">The path relative to the run's artifact root, with forward slashes.</param>
/// <param name="IsDirectory">Whether the entry is a folder.</param>
/// <param name="FileSize">The size in bytes; null for a folder.</param>
public sealed record MlflowArtifact(string Path, bool IsDirectory, long? FileSize);
