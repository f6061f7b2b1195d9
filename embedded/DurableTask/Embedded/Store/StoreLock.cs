namespace Microsoft.DurableTask.Embedded.Store;

/// <summary>Keeps a second process off the file. The operating system lets go of it when the process dies.</summary>
internal sealed class StoreLock : IDisposable
{
    readonly FileStream file;

    /// <exception cref="InvalidOperationException">Another process, or another engine of this one, has the file.</exception>
    public StoreLock(string databasePath)
    {
        string path = databasePath + ".lock";
        try
        {
            file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException))
        {
            throw new InvalidOperationException(
                $"{databasePath}: another running host uses this orchestration history (it holds {path}). "
                + "Stop that host, or give this one another database path.", e);
        }
    }

    public void Dispose() => file.Dispose();
}
