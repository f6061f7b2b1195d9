namespace ImageClassifier.Worker.Checkpoints;

/// <summary><c>last.safetensors</c> and <c>best.safetensors</c> in a folder.</summary>
internal sealed class FolderCheckpointStore(string folder) : ICheckpointStore
{
    public string Place => Path.Combine(folder, "last.safetensors");

    public async Task<byte[]?> ReadAsync(CancellationToken cancellation) =>
        File.Exists(Place) ? await File.ReadAllBytesAsync(Place, cancellation) : null;

    public Task WriteAsync(byte[] checkpoint, CancellationToken cancellation) => ReplaceAsync(Place, checkpoint, cancellation);

    public Task WriteBestAsync(byte[] weights, CancellationToken cancellation) =>
        ReplaceAsync(Path.Combine(folder, "best.safetensors"), weights, cancellation);

    /// <summary>Writes beside the file and switches the name, so that nobody ever sees half of it.</summary>
    public static async Task ReplaceAsync(string path, byte[] content, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        string unfinished = path + ".tmp";
        await File.WriteAllBytesAsync(unfinished, content, cancellation);
        File.Move(unfinished, path, overwrite: true);
    }
}
