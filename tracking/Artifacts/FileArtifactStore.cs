using ImageClassifier.Tracking.Errors;

namespace ImageClassifier.Tracking.Artifacts;

/// <summary>Artifacts as files. A new file is written beside the root and renamed into it, so that no reader sees half of one.</summary>
internal sealed class FileArtifactStore : IArtifactStore
{
    private readonly string _root;
    private readonly string _unfinished;

    /// <param name="root">The artifact root.</param>
    /// <param name="unfinished">A folder on the same file system for files that are still arriving; emptied here.</param>
    public FileArtifactStore(string root, string unfinished)
    {
        (_root, _unfinished) = (Path.GetFullPath(root), unfinished);
        Directory.CreateDirectory(root);
        if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
        Directory.CreateDirectory(unfinished);
    }

    public Task<Stream?> OpenAsync(ArtifactPath path, CancellationToken cancellationToken)
    {
        string file = Locate(path);
        if (!File.Exists(file)) return Task.FromResult<Stream?>(null);
        var options = new FileStreamOptions
        {
            Mode = FileMode.Open,
            Access = FileAccess.Read,
            Share = FileShare.Read | FileShare.Delete,
            Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
        };
        return Task.FromResult<Stream?>(new FileStream(file, options));
    }

    public async Task WriteAsync(ArtifactPath path, Stream content, CancellationToken cancellationToken)
    {
        string target = Locate(path);
        if (Directory.Exists(target)) throw TrackingException.Invalid($"'{path}' is a folder; choose another name for the file.");
        string unfinished = Path.Combine(_unfinished, Path.GetRandomFileName());
        try
        {
            await using (var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None, 81920,
                FileOptions.Asynchronous))
            {
                await content.CopyToAsync(file, cancellationToken);
                file.Flush(flushToDisk: true);
            }
            CreateFolder(path, target);
            File.Move(unfinished, target, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    public Task<IReadOnlyList<ArtifactEntry>> ListAsync(ArtifactPath folder, CancellationToken cancellationToken)
    {
        var directory = new DirectoryInfo(Locate(folder));
        IReadOnlyList<ArtifactEntry> entries = !directory.Exists
            ? []
            :
            [
                .. directory.EnumerateFileSystemInfos()
                    .Select(entry => new ArtifactEntry(entry.Name, entry is DirectoryInfo, (entry as FileInfo)?.Length))
                    .OrderBy(entry => entry.Name, StringComparer.Ordinal),
            ];
        return Task.FromResult(entries);
    }

    public Task<bool> DeleteAsync(ArtifactPath path, CancellationToken cancellationToken)
    {
        string target = Locate(path);
        bool isFolder = Directory.Exists(target);
        if (isFolder) Directory.Delete(target, recursive: true);
        else if (File.Exists(target)) File.Delete(target);
        else return Task.FromResult(false);
        return Task.FromResult(true);
    }

    // Windows reads some names as something else: 'a:b' as a stream of the file a, 'a.' as a, 'NUL' as a device.
    private string Locate(ArtifactPath path)
    {
        string file = Path.Combine([_root, .. path.Parts]);
        return path.Parts.All(part => part.AsSpan().IndexOfAny(Path.GetInvalidFileNameChars()) < 0) && Path.GetFullPath(file) == file
            ? file
            : throw TrackingException.Invalid($"'{path}' is not a valid file name on this server's system; choose another.");
    }

    private static void CreateFolder(ArtifactPath path, string target)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        }
        catch (IOException e)
        {
            throw TrackingException.Invalid($"'{path}' cannot be written: a part of its path is a file ({e.Message}).");
        }
    }
}
