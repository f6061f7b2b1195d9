namespace ImageClassifier.Cli.Stack;

/// <summary>A lock that one process of the machine holds at a time; the kernel lets go of it however its holder ends.</summary>
internal sealed class FolderLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <returns>Null when somebody else holds it.</returns>
    public static FolderLock? TryTake(StackSettings settings, string name)
    {
        try
        {
            Directory.CreateDirectory(settings.RunFolder);
            return new FolderLock(new FileStream(Path.Combine(settings.RunFolder, name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new CliException($"cannot write to {settings.RunFolder}: {e.Message}; choose another folder with --state", ExitCode.Service, e);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException))
        {
            return null;
        }
    }

    /// <summary>Waits until the lock is free; <paramref name="onWait"/> is called once if it is not so at first.</summary>
    public static async Task<FolderLock> TakeAsync(StackSettings settings, string name, Action onWait, CancellationToken cancellation)
    {
        FolderLock? taken = TryTake(settings, name);
        if (taken is null) onWait();
        while (taken is null)
        {
            await Task.Delay(Pause, cancellation);
            taken = TryTake(settings, name);
        }
        return taken;
    }

    public void Dispose() => _file.Dispose();
}
