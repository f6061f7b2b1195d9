namespace ImageClassifier.Cli.Stack;

/// <summary>A lock that one process of the machine holds at a time; the kernel lets go of it however its holder ends.</summary>
internal sealed class FolderLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <returns>Null when somebody else holds it.</returns>
    /// <exception cref="CliException">The lock's file cannot be made.</exception>
    public static FolderLock? TryTake(StackSettings settings, string name)
    {
        string path = Path.Combine(settings.RunFolder, name);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return new FolderLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (FileFaults.IsHeld(e))
        {
            return null;
        }
        catch (Exception e) when (FileFaults.IsDiskFull(e))
        {
            throw DiskSpace.Full(settings, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"cannot write to {settings.RunFolder}: {e.Message}; choose another folder with --state",
                ExitCode.Usage, e);
        }
    }

    /// <summary>Waits until the lock is free; <paramref name="onWait"/> is called once if it is not so at first.</summary>
    public static async Task<FolderLock> TakeAsync(StackSettings settings, string name, Action onWait, CancellationToken cancellationToken)
    {
        FolderLock? taken = TryTake(settings, name);
        if (taken is null) onWait();
        while (taken is null)
        {
            await Task.Delay(Pause, cancellationToken);
            taken = TryTake(settings, name);
        }
        return taken;
    }

    public void Dispose() => _file.Dispose();
}
