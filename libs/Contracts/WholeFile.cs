namespace ImageClassifier.Contracts;

/// <summary>
/// Writes files whole or not at all: beside the file first, and then the name is switched, so that nobody ever sees half of one. Processes
/// may do it for the same file at once; the last one stays.
/// </summary>
public static class WholeFile
{
    /// <summary>End of the name of a file that is being written; one that is a day old is nobody's.</summary>
    public const string Unfinished = ".tmp";

    /// <summary>Writes or replaces the file, and makes its folder where there is none.</summary>
    public static async Task ReplaceAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        string unfinished = Begin(path);
        try
        {
            await File.WriteAllBytesAsync(unfinished, content, cancellationToken);
            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            Abandon(unfinished);
            throw;
        }
    }

    /// <inheritdoc cref="ReplaceAsync"/>
    public static void Replace(string path, Action<Stream> write)
    {
        string unfinished = Begin(path);
        try
        {
            using (FileStream stream = File.Create(unfinished)) write(stream);
            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            Abandon(unfinished);
            throw;
        }
    }

    // By the process: a worker that was killed leaves one such file at most, and the next one of its number writes over it.
    private static string Begin(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        return $"{path}.{Environment.ProcessId}{Unfinished}";
    }

    private static void Abandon(string unfinished)
    {
        try
        {
            File.Delete(unfinished);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It could not be written either; the first error says why.
        }
    }
}
