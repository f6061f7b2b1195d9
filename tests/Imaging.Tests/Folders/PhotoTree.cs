namespace Imaging.Tests.Folders;

/// <summary>A folder of files for a test; gone afterwards.</summary>
internal sealed class PhotoTree : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("photo-tree-").FullName;

    public PhotoTree(params string[] files)
    {
        foreach (string file in files) Add(file);
    }

    public string this[string name] => Path.Combine(Root, name);

    public string Add(string file)
    {
        string path = this[file];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, file);
        return path;
    }

    public void Link(string name, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
        File.CreateSymbolicLink(this[name], target);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
