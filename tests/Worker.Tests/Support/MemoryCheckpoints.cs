using ImageClassifier.Worker.Checkpoints;

namespace Worker.Tests.Support;

/// <summary>Keeps every checkpoint that was written, in order.</summary>
internal sealed class MemoryCheckpoints : ICheckpointStore
{
    public List<byte[]> Written { get; } = [];

    public List<byte[]> Best { get; } = [];

    public string Place => "memory";

    public Task<byte[]?> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(Written.LastOrDefault());

    public Task WriteAsync(byte[] checkpoint, CancellationToken cancellationToken)
    {
        Written.Add(checkpoint);
        return Task.CompletedTask;
    }

    public Task WriteBestAsync(byte[] weights, CancellationToken cancellationToken)
    {
        Best.Add(weights);
        return Task.CompletedTask;
    }
}
