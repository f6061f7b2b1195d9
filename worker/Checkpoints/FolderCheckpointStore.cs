namespace ImageClassifier.Worker.Checkpoints;

/// <summary><c>last.safetensors</c> and <c>best.safetensors</c> in a folder.</summary>
internal sealed class FolderCheckpointStore(string folder) : ICheckpointStore
{
    public string Place => Path.Combine(folder, "last.safetensors");

    public async Task<byte[]?> ReadAsync(CancellationToken cancellationToken) =>
        File.Exists(Place) ? await File.ReadAllBytesAsync(Place, cancellationToken) : null;

    public Task WriteAsync(byte[] checkpoint, CancellationToken cancellationToken) => ReplaceAsync(Place, checkpoint, cancellationToken);

    public Task WriteBestAsync(byte[] weights, CancellationToken cancellationToken) =>
        ReplaceAsync(Path.Combine(folder, "best.safetensors"), weights, cancellationToken);

    /// <summary>Writes beside the file and switches the name, so that nobody ever sees half of it.</summary>
    public static async Task ReplaceAsync(string path, byte[] content, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        string unfinished = path + ".tmp";
        await File.WriteAllBytesAsync(unfinished, content, cancellationToken);
        File.Move(unfinished, path, overwrite: true);
    }
}
