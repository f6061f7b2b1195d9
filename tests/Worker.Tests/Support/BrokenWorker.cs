
namespace Worker.Tests.Support;

/// <summary>The worker as it was built, but for TorchSharp's library, which is none.</summary>
internal sealed class BrokenWorker : IDisposable
{
    private const long Large = 4 << 20;

    private readonly TemporaryFolder _folder = new();

    public BrokenWorker()
    {
        string built = AppContext.BaseDirectory;
        foreach (string file in Directory.EnumerateFiles(built, "*", SearchOption.AllDirectories))
        {
            string copy = _folder[Path.GetRelativePath(built, file)];
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            if (Path.GetFileName(file).Contains("LibTorchSharp", StringComparison.Ordinal)) File.WriteAllText(copy, "no library");
            else if (new FileInfo(file).Length > Large) File.CreateSymbolicLink(copy, file);
            else File.Copy(file, copy);
        }
    }

    /// <summary>Path of the program.</summary>
    public string Program => _folder["worker.dll"];

    /// <summary>Where it lies.</summary>
    public string Folder => _folder.Path;

    public void Dispose() => _folder.Dispose();
}
