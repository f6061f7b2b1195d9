using ImageClassifier.Worker.Checkpoints;

namespace Worker.Tests.Support;

/// <summary>Keeps the latest checkpoint only, as the real stores do.</summary>
internal sealed class LatestCheckpoint : ICheckpointStore
{
    private byte[]? _latest;

    public string Place => "memory";

    public Task<byte[]?> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(_latest);

    public Task WriteAsync(byte[] checkpoint, CancellationToken cancellationToken)
    {
        _latest = checkpoint;
        return Task.CompletedTask;
    }

    public Task WriteBestAsync(byte[] weights, CancellationToken cancellationToken) => Task.CompletedTask;
}
