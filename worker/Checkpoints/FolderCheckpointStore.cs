using ImageClassifier.Contracts;

namespace ImageClassifier.Worker.Checkpoints;

/// <summary><c>last.safetensors</c> and <c>best.safetensors</c> in a folder.</summary>
internal sealed class FolderCheckpointStore(string folder) : ICheckpointStore
{
    public string Place => Path.Combine(folder, "last.safetensors");

    public async Task<byte[]?> ReadAsync(CancellationToken cancellationToken) =>
        File.Exists(Place) ? await File.ReadAllBytesAsync(Place, cancellationToken) : null;

    public Task WriteAsync(byte[] checkpoint, CancellationToken cancellationToken) =>
        WholeFile.ReplaceAsync(Place, checkpoint, cancellationToken);

    public Task WriteBestAsync(byte[] weights, CancellationToken cancellationToken) =>
        WholeFile.ReplaceAsync(Path.Combine(folder, "best.safetensors"), weights, cancellationToken);
}
