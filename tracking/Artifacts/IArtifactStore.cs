namespace ImageClassifier.Tracking.Artifacts;

/// <summary>A file or folder in an artifact folder.</summary>
internal sealed record ArtifactEntry(string Name, bool IsDirectory, long? Size);

/// <summary>Where the bytes behind <c>mlflow-artifacts:/</c> are.</summary>
internal interface IArtifactStore
{
    /// <summary>The file's content, seekable; null when there is no such file.</summary>
    Task<Stream?> OpenAsync(ArtifactPath path, CancellationToken cancellationToken);

    /// <summary>Writes a file whole or not at all, replacing an earlier one.</summary>
    Task WriteAsync(ArtifactPath path, Stream content, CancellationToken cancellationToken);

    /// <summary>What is in a folder, in the order of names; empty when there is no such folder.</summary>
    Task<IReadOnlyList<ArtifactEntry>> ListAsync(ArtifactPath folder, CancellationToken cancellationToken);

    /// <summary>Deletes a file, or a folder with all that is in it; false when there is neither.</summary>
    Task<bool> DeleteAsync(ArtifactPath path, CancellationToken cancellationToken);
}
