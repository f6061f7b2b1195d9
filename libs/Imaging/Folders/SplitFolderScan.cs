
using ImageClassifier.Contracts.Datasets;

namespace ImageClassifier.Imaging.Folders;

/// <summary>Finds out how a folder is laid out, and reads it.</summary>
internal sealed class SplitFolderScan
{
    private readonly string _given;
    private readonly FolderNotes _notes = new();
    private readonly FolderReader _reader;

    internal SplitFolderScan(string folder, Func<DirectoryInfo, IEnumerable<FileSystemInfo>> list)
    {
        _given = folder;
        _reader = new FolderReader(list, _notes);
    }

    internal SplitFolder Run()
    {
        string path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(_given));
        if (File.Exists(path)) throw Unusable("is a file; name the folder that holds one sub-folder of photos for each class");
        if (!Directory.Exists(path)) throw Unusable("does not exist");
        var root = new DirectoryInfo(path);
        List<FileSystemInfo> entries = _reader.Entries(root, path);
        List<DirectoryInfo> folders = [.. entries.OfType<DirectoryInfo>()];
        List<string> loose = [.. entries.OfType<FileInfo>().Select(file => file.Name)];
        if (folders.Count == 0) throw WithoutFolders(loose);
        if (loose.Count > 0)
            _notes.Add(
                $"{(loose.Count == 1 ? "1 file lies" : $"{loose.Count} files lie")} beside the class folders "
                    + $"and {(loose.Count == 1 ? "was" : "were")} not used: {FolderNotes.Some(loose)}");

        return PartsOf(folders) is { } parts ? Split(root, parts) : Classes(root, WithoutTestOfClasses(folders));
    }

    /// <returns>The folders of the split, or null where the folders are classes.</returns>
    private Dictionary<PhotoSplit, DirectoryInfo>? PartsOf(List<DirectoryInfo> folders)
    {
        List<(PhotoSplit Split, DirectoryInfo Folder)> named = [.. folders.Where(folder => SplitNames.Of(folder.Name) is not null)
            .Select(folder => (SplitNames.Of(folder.Name)!.Value, folder))];
        if (named.Count == 0) return null;
        List<(PhotoSplit Split, DirectoryInfo Folder, string[] Classes)> parts =
            [.. named.Select(part => (part.Split, part.Folder, ClassNames(part.Folder)))];
        bool allNamed = named.Count == folders.Count;
        if (allNamed && parts.TrueForAll(part => part.Classes.Length == 0))
        {
            throw Unusable(
                $"has {FolderNotes.Some([.. folders.Select(folder => folder.Name)])}, which looks like a split, but there are no class "
                    + $"folders in it; "
                + $"put the photos of each class into a folder of their own, as in {Path.Combine(folders[0].Name, "daisy")} (or rename "
                + $"the folders, if those are your classes)");
        }
        string[] learned = [.. parts.Where(part => part.Split == PhotoSplit.Training).SelectMany(part => part.Classes)];
        // A vehicle or a dog breed called "train" among other classes is none.
        bool isSplit = allNamed || parts.Exists(part => part.Split != PhotoSplit.Training && part.Classes.Intersect(learned).Any());
        if (!isSplit) return null;
        if (named.GroupBy(part => part.Split).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw Unusable(
                $"has {string.Join(" and ", twice.Select(part => part.Folder.Name))}, which are the same part of a split; leave one of "
                    + $"them");
        }
        foreach (DirectoryInfo other in folders.Where(folder => SplitNames.Of(folder.Name) is null))
            _notes.Leave(other.Name, "lies beside the folders of the split");
        foreach (var part in parts.Where(part => part.Classes.Length == 0))
            _notes.Leave(part.Folder.Name, "has no class folders, so that its photos have no labels");
        return parts.Where(part => part.Classes.Length > 0).ToDictionary(part => part.Split, part => part.Folder);
    }

    // Class folders, and beside them a part of a split that holds the same ones.
    private List<DirectoryInfo> WithoutTestOfClasses(List<DirectoryInfo> folders)
    {
        string[] names = [.. folders.Select(folder => LabelOf(folder.Name))];
        return
        [
            .. folders.Where(folder =>
            {
                if (SplitNames.Of(folder.Name) is not (PhotoSplit.Test or PhotoSplit.Validation)) return true;
                string[] inner = ClassNames(folder);
                if (inner.Length == 0 || inner.Except(names).Any()) return true;
                _notes.Leave(folder.Name, "holds folders of the same names as the classes beside it, and so is no class");
                return false;
            }),
        ];
    }

    private SplitFolder Split(DirectoryInfo root, Dictionary<PhotoSplit, DirectoryInfo> parts)
    {
        Dictionary<PhotoSplit, PhotoFolder> read = parts.OrderBy(part => part.Key).ToDictionary(
            part => part.Key, part =>
                new PhotoFolder(part.Value.FullName, Read(_reader.Folders(part.Value, part.Value.Name), $"{part.Value.Name}/"), []));
        if (read.TryGetValue(PhotoSplit.Training, out PhotoFolder? training))
        {
            foreach ((PhotoSplit split, PhotoFolder part) in read.Where(part => part.Key != PhotoSplit.Training).ToList())
            {
                string[] unknown = [.. part.Labels.Except(training.Labels)], missing = [.. training.Labels.Except(part.Labels)];
                string name = SplitFolder.Name(part), train = SplitFolder.Name(training);
                if (unknown.Length > 0)
                {
                    throw Unusable(
                        $"has {FolderNotes.Some(unknown)} in {name} and not in {train}; all folders of a split need the same classes");
                }
                if (missing.Length == 0) continue;
                _notes.Add(split == PhotoSplit.Test
                    ? $"{name} has no photos of {FolderNotes.Some(missing)}, so that a number from it says nothing of all classes; it is "
                    + $"measured on all the same"
                    : $"{name} has no photos of {FolderNotes.Some(missing)}, so that its photos join those of {train}");
            }
        }
        return new SplitFolder(root.FullName, read, IsSplit: true, _notes.ToList());
    }

    private SplitFolder Classes(DirectoryInfo root, List<DirectoryInfo> folders)
    {
        var all = new PhotoFolder(root.FullName, Read(folders, ""), []);
        if (folders is [var only] && _reader.Entries(only, only.Name) is { Count: > 0 } inner
            && inner.TrueForAll(entry => entry is DirectoryInfo))
        {
            string name = LookAlikes.Escape(only.Name);
            _notes.Add(
                $"there is one class folder, {name}, and it holds folders only; if those are the classes, "
                    + $"name {Path.Combine(LookAlikes.Escape(_given), name)}");
        }
        return new SplitFolder(root.FullName, new Dictionary<PhotoSplit, PhotoFolder> { [PhotoSplit.Training] = all }, IsSplit: false,
            _notes.ToList());
    }

    private List<LocalPhoto> Read(List<DirectoryInfo> folders, string prefix)
    {
        List<DirectoryInfo> classes = [.. folders.Where(folder => IsNamed(folder, prefix))];
        RefuseLinkedClasses(classes);
        RefuseSameNames(classes);
        var photos = new List<LocalPhoto>();
        foreach (DirectoryInfo folder in classes)
        {
            string label = LabelOf(folder.Name);
            List<LocalPhoto> found = _reader.Photos(folder, label, label);
            if (found.Count == 0) _notes.Add($"the folder {prefix}{LookAlikes.Escape(folder.Name)} has no files");
            photos.AddRange(found);
        }
        if (photos.Count == 0)
        {
            string where = prefix.Length > 0 ? $"{prefix.TrimEnd('/')} " : "";
            throw Unusable(
                $"{(where.Length > 0 ? $"has a folder {where}without" : "has no")} files in its sub-folders "
                    + $"({FolderNotes.Some([.. folders.Select(folder => folder.Name)])})"
                + string.Concat(_notes.ToList().Take(3).Select(note => $"; {note}")));
        }
        foreach (LookAlikes alike in LookAlikes.Among(classes.Select(folder => LabelOf(folder.Name)))) AddOnce(alike.Warning);
        return [.. photos.OrderBy(photo => photo.UploadName, StringComparer.Ordinal)];
    }

    private void AddOnce(string note)
    {
        if (!_notes.ToList().Contains(note)) _notes.Add(note);
    }

    private bool IsNamed(DirectoryInfo folder, string prefix)
    {
        string? reason = FolderReader.WhyNotNamed(folder.Name)
            ?? (LabelOf(folder.Name).Length == 0 ? "has a name of spaces alone (rename it)" : null);
        if (reason is null) return true;
        _notes.Leave(prefix + folder.Name, reason);
        return false;
    }

    private void RefuseLinkedClasses(List<DirectoryInfo> classes)
    {
        if (classes.GroupBy(folder => RealPath.Of(folder.FullName)).FirstOrDefault(same => same.Count() > 1) is not { } twice) return;
        throw Unusable($"has {string.Join(" and ", twice.Select(folder => LookAlikes.Escape(folder.Name)))}, which are one folder, because "
            + $"{LookAlikes.Escape((twice.FirstOrDefault(folder => folder.LinkTarget is not null) ?? twice.Last()).Name)} is a link; its "
            + $"photos cannot have two labels, so remove one of them");
    }

    private void RefuseSameNames(List<DirectoryInfo> classes)
    {
        if (LookAlikes.Among(classes.Select(folder => folder.Name)).FirstOrDefault(alike => alike.AreTheSame) is not { } same) return;
        throw Unusable(
            $"has class folders whose names look the same: {string.Join(" and ", same.Labels.Select(LookAlikes.Quote))}; put the photos "
                + $"of one class into one folder, and rename the others");
    }

    private string[] ClassNames(DirectoryInfo folder) => [.. _reader.Folders(folder, folder.Name).Select(inner => LabelOf(inner.Name))];

    private static string LabelOf(string folder) => CanonicalForm.Compose(folder).Trim();

    private PhotoFolderException WithoutFolders(List<string> loose)
    {
        // The folder itself may be what cannot be read.
        if (_notes.ToList() is [var note, ..]) return Unusable($"cannot be read: {note}");
        return Unusable(loose.Count == 0
            ? "is empty; put one sub-folder of photos for each class into it"
            : $"has {(loose.Count == 1 ? "1 file" : $"{loose.Count} files")} but no sub-folders; put the photos of each class into a "
            + $"folder of their own, as in {LookAlikes.Escape(Path.Combine(_given, "daisy", loose[0]))}");
    }

    private PhotoFolderException Unusable(string why) => new($"{LookAlikes.Escape(_given)} {why}");
}
