namespace ImageClassifier.Cli.Photos;

/// <summary>A file that may be a photo.</summary>
/// <param name="Label">Name of the class folder that it lies in.</param>
/// <param name="UploadName">Path in the uploads container, label first, with <c>/</c>.</param>
/// <param name="Path">Full path on this machine.</param>
internal sealed record LocalPhoto(string Label, string UploadName, string Path);

/// <summary>
/// A folder with one sub-folder for each class. Every file below a class folder belongs to the class, whatever its name ends in:
/// the pipeline looks at the content. Hidden files and what file managers leave behind are passed over.
/// </summary>
/// <param name="FullPath">The folder itself.</param>
/// <param name="Photos">In ordinal order of their upload names.</param>
/// <param name="Remarks">What was left out or looks odd, for a person.</param>
internal sealed record PhotoFolder(string FullPath, IReadOnlyList<LocalPhoto> Photos, IReadOnlyList<string> Remarks)
{
    private const int ShownNames = 3;

    // Azure's limit for the name of a blob.
    private const int MaxNameLength = 1024;

    private static readonly string[] Litter = ["thumbs.db", "desktop.ini"];

    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    public IReadOnlyList<string> Labels => [.. Photos.Select(photo => photo.Label).Distinct()];

    /// <exception cref="CliException">The folder is missing, or not laid out in class folders, or has no files.</exception>
    public static PhotoFolder Scan(string folder)
    {
        string root = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(folder));
        if (File.Exists(root)) throw Unusable(folder, "is a file; name the folder that holds one sub-folder of photos for each class");
        if (!Directory.Exists(root)) throw Unusable(folder, "does not exist");
        try
        {
            return Scan(folder, new DirectoryInfo(root));
        }
        catch (UnauthorizedAccessException e)
        {
            throw Unusable(folder, $"cannot be read: {e.Message}");
        }
    }

    private static PhotoFolder Scan(string folder, DirectoryInfo root)
    {
        var photos = new List<LocalPhoto>();
        var remarks = new List<string>();
        List<DirectoryInfo> classes = [.. Visible(root).OfType<DirectoryInfo>()];
        List<string> loose = [.. Visible(root).OfType<FileInfo>().Select(file => file.Name)];
        if (classes.Count == 0)
            throw Unusable(folder, loose.Count == 0
                ? "is empty; put one sub-folder of photos for each class into it"
                : $"has {loose.Count} files but no sub-folders; put the photos of each class into a folder of their own, as in {System.IO.Path.Combine(folder, "daisy", loose[0])}");
        if (loose.Count > 0)
            remarks.Add($"{loose.Count} files lie beside the class folders and were not used: {Some(loose)}");

        foreach (DirectoryInfo label in classes)
        {
            int before = photos.Count;
            Collect(label, label.Name, label.Name, [], photos, remarks);
            if (photos.Count == before) remarks.Add($"the folder {label.Name} has no files");
        }
        if (photos.Count == 0) throw Unusable(folder, $"has no files in its sub-folders ({Some([.. classes.Select(label => label.Name)])})");
        return new PhotoFolder(root.FullName, [.. photos.OrderBy(photo => photo.UploadName, StringComparer.Ordinal)], remarks);
    }

    /// <param name="folder">Where to look.</param>
    /// <param name="label">The class.</param>
    /// <param name="prefix">Upload name of the folder.</param>
    /// <param name="above">Real paths of the folders above: a link to one of them would never end.</param>
    /// <param name="photos">Gets what is found.</param>
    /// <param name="remarks">Gets what is left out.</param>
    private static void Collect(
        DirectoryInfo folder, string label, string prefix, IReadOnlyList<string> above, List<LocalPhoto> photos, List<string> remarks)
    {
        string real = folder.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? folder.FullName;
        if (above.Contains(real))
        {
            remarks.Add($"{prefix} is a link to a folder above it and was not followed");
            return;
        }
        foreach (FileSystemInfo entry in Visible(folder))
        {
            string name = $"{prefix}/{entry.Name}";
            if (entry is DirectoryInfo inner) Collect(inner, label, name, [.. above, real], photos, remarks);
            else if (WhyNot(entry, name) is { } reason) remarks.Add($"{name} {reason}");
            else photos.Add(new LocalPhoto(label, name, entry.FullName));
        }
    }

    private static string? WhyNot(FileSystemInfo file, string uploadName)
    {
        if (uploadName.Contains('\uFFFD') || uploadName.Any(char.IsControl)) return "has a name that is not plain UTF-8 text, and was not used; rename it";
        if (uploadName.Contains('\\')) return "has a backslash in its name, which blob storage takes for a folder, and was not used; rename it";
        if (uploadName.Length > MaxNameLength) return $"has a name of more than {MaxNameLength} characters, and was not used; shorten it";
        return LeadsNowhere(file) ? "is a link that leads nowhere, and was not used" : null;
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

    private static IEnumerable<FileSystemInfo> Visible(DirectoryInfo folder) =>
        folder.EnumerateFileSystemInfos("*", Everything)
            .Where(entry => entry.Name[0] != '.' && !Litter.Contains(entry.Name.ToLowerInvariant()))
            .OrderBy(entry => entry.Name, StringComparer.Ordinal);

    private static string Some(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(ShownNames)) + (names.Count > ShownNames ? $" and {names.Count - ShownNames} more" : "");

    private static CliException Unusable(string folder, string why) => new($"{folder} {why}", ExitCode.Usage);
}
