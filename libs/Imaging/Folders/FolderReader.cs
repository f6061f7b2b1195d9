using ImageClassifier.Contracts.Datasets;

namespace ImageClassifier.Imaging.Folders;

/// <summary>Lists folders as photo folders are read: without litter, through links, past what cannot be read.</summary>
/// <param name="list">Lists a folder; throws as <see cref="DirectoryInfo.EnumerateFileSystemInfos()"/> does.</param>
/// <param name="notes">Hears what was left out.</param>
internal sealed class FolderReader(Func<DirectoryInfo, IEnumerable<FileSystemInfo>> list, FolderNotes notes)
{
    // Azure's limit for the name of a blob.
    private const int MaxNameLength = 1024;

    // Some are asked for twice, and what is noted of them should be noted once.
    private readonly Dictionary<string, List<FileSystemInfo>> _known = [];

    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    internal static IEnumerable<FileSystemInfo> List(DirectoryInfo folder) => folder.EnumerateFileSystemInfos("*", Everything);

    /// <returns>What lies in a folder and is no litter; nothing, with a note, where it cannot be read.</returns>
    internal List<FileSystemInfo> Entries(DirectoryInfo folder, string name)
    {
        if (_known.TryGetValue(folder.FullName, out List<FileSystemInfo>? before)) return before;
        return _known[folder.FullName] = Read(folder, name);
    }

    private List<FileSystemInfo> Read(DirectoryInfo folder, string name)
    {
        try
        {
            return [.. list(folder).Where(entry => !Litter.Is(entry.Name)).OrderBy(entry => entry.Name, NaturalOrder.Comparer)];
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            notes.Leave(name, "is a folder that cannot be read (give yourself the right to)");
            return [];
        }
    }

    internal List<DirectoryInfo> Folders(DirectoryInfo folder, string name) => [.. Entries(folder, name).OfType<DirectoryInfo>()];

    /// <summary>All files of a class folder, however deep.</summary>
    /// <param name="folder">Of the class.</param>
    /// <param name="label">The class.</param>
    /// <param name="prefix">Upload name of the folder.</param>
    internal List<LocalPhoto> Photos(DirectoryInfo folder, string label, string prefix)
    {
        var photos = new List<LocalPhoto>();
        var above = new List<string>();
        for (string? parent = Path.GetDirectoryName(folder.FullName); parent is not null; parent = Path.GetDirectoryName(parent))
            above.Add(RealPath.Of(parent));
        Collect(folder, prefix, above);
        return photos;

        // Above are the real paths of the folders above: a link to one of them would never end.
        void Collect(DirectoryInfo inner, string name, IReadOnlyList<string> above)
        {
            string real = RealPath.Of(inner.FullName);
            if (above.Contains(real))
            {
                notes.Leave(name, "is a link to a folder above it");
                return;
            }
            foreach (FileSystemInfo entry in Entries(inner, name))
            {
                string entryName = $"{name}/{entry.Name}";
                if (WhyNot(entry, entryName) is { } reason) notes.Leave(entryName, reason);
                else if (entry is DirectoryInfo deeper) Collect(deeper, entryName, [.. above, real]);
                else photos.Add(new LocalPhoto(label, entryName, entry.FullName));
            }
        }
    }

    /// <summary>What is wrong with a name, or null.</summary>
    internal static string? WhyNotNamed(string name)
    {
        if (name.Any(char.IsControl)) return "has a line break or another control character in its name (rename it)";
        if (name.Contains('\uFFFD')) return "has a name that is not UTF-8 text (rename it)";
        return name.Contains('\\') ? "has a backslash in its name, which blob storage takes for a folder (rename it)" : null;
    }

    private static string? WhyNot(FileSystemInfo entry, string uploadName)
    {
        if (WhyNotNamed(entry.Name) is { } badName) return badName;
        if (uploadName.Length > MaxNameLength) return $"has a path of more than {MaxNameLength} characters (shorten it)";
        if (entry is DirectoryInfo) return null;
        if (LeadsNowhere(entry)) return "is a link that leads nowhere";
        return IsReadable(entry.FullName) ? null : "is a file that cannot be read (give yourself the right to)";
    }

    private static bool LeadsNowhere(FileSystemInfo file)
    {
        try
        {
            return file.ResolveLinkTarget(returnFinalTarget: true) is { Exists: false };
        }
        catch (IOException)
        {
            // Links that go round in a circle.
            return true;
        }
    }

    private static bool IsReadable(string path)
    {
        try
        {
            using Stream opened = LocalPhoto.Open(path);
            return true;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return false;
        }
    }
}
