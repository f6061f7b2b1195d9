namespace ImageClassifier.Worker.Checkpoints;

/// <summary>Where the checkpoints of one job are kept.</summary>
internal interface ICheckpointStore
{
    /// <summary>For messages.</summary>
    string Place { get; }

    /// <returns>The latest checkpoint's bytes, or null when there is none.</returns>
    Task<byte[]?> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Replaces the latest checkpoint as a whole: a reader sees the old one or the new one.</summary>
    Task WriteAsync(byte[] checkpoint, CancellationToken cancellationToken);

    /// <summary>Replaces the best weights so far, a file that can be used as it is.</summary>
    Task WriteBestAsync(byte[] weights, CancellationToken cancellationToken);
}
