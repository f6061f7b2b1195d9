using ImageClassifier.Contracts.Datasets;

namespace ImageClassifier.Imaging.Folders;

/// <summary>A folder of photos as it is laid out: with class folders alone, or with a split of which each part has the same class
/// folders.</summary>
/// <param name="FullPath">The folder itself.</param>
/// <param name="Parts">Class folders without a split are one part for training.</param>
/// <param name="IsSplit">Whether the parts have folders of their own.</param>
/// <param name="Notes">What was left out or looks odd, for a person.</param>
public sealed record SplitFolder(string FullPath, IReadOnlyDictionary<PhotoSplit, PhotoFolder> Parts, bool IsSplit,
    IReadOnlyList<string> Notes)
{
    /// <summary>The validation part where it can measure all classes; null where it lacks one, or there is none.</summary>
    public PhotoFolder? Validation => this[PhotoSplit.Validation] is { } part
        && part.Labels.SequenceEqual(this[PhotoSplit.Training]?.Labels ?? []) ? part : null;

    /// <summary>The part, or null where there is none.</summary>
    public PhotoFolder? this[PhotoSplit split] => Parts.GetValueOrDefault(split);

    /// <exception cref="PhotoFolderException">The folder is missing, or not laid out in class folders, or has no files.</exception>
    public static SplitFolder Scan(string folder) => Scan(folder, FolderReader.List);

    internal static SplitFolder Scan(string folder, Func<DirectoryInfo, IEnumerable<FileSystemInfo>> list) =>
        new SplitFolderScan(folder, list).Run();

    /// <summary>All photos that may be learned from, in one folder: those of training and validation.</summary>
    /// <exception cref="PhotoFolderException">There are none.</exception>
    public PhotoFolder ForTraining()
    {
        if (this[PhotoSplit.Training] is not { } training)
        {
            throw new PhotoFolderException(
                $"{LookAlikes.Escape(FullPath)} has {Names(Parts.Values)} and no folder train; name the folder to train on, as "
                    + $"in {LookAlikes.Escape(Parts.Values.First().FullPath)}");
        }
        if (!IsSplit) return training with { Notes = Notes };
        var notes = new List<string>(Notes);
        List<PhotoFolder> used = [training];
        if (this[PhotoSplit.Validation] is { } validation)
        {
            used.Add(validation);
            notes.Add(
                $"the {validation.Photos.Count} photos of {Name(validation)} are used together with those of {Name(training)}; which "
                    + $"photos validate is chosen among all of them");
        }
        if (this[PhotoSplit.Test] is { } test)
        {
            notes.Add(
                $"the {test.Photos.Count} photos of {Name(test)} are not trained on; measure the champion on them with: "
                    + $"evaluate {LookAlikes.Escape(test.FullPath)}");
        }
        // Below the label comes the part, so that daisy/1.jpg of both stay two photos.
        IEnumerable<LocalPhoto> photos = used.SelectMany(part => part.Photos.Select(photo =>
            photo with { UploadName = $"{photo.Label}/{Name(part)}{photo.UploadName[photo.Label.Length..]}" }));
        return new PhotoFolder(FullPath, [.. photos.OrderBy(photo => photo.UploadName, StringComparer.Ordinal)], notes);
    }

    /// <summary>The photos that a model is measured on.</summary>
    /// <exception cref="PhotoFolderException">The folder is split and has no test.</exception>
    public PhotoFolder ForEvaluation()
    {
        if (!IsSplit) return this[PhotoSplit.Training]! with { Notes = Notes };
        if (this[PhotoSplit.Test] is not { } test)
        {
            throw new PhotoFolderException(
                $"{LookAlikes.Escape(FullPath)} has {Names(Parts.Values)} and no folder test with class folders; name the folder to "
                    + $"measure on, as in {LookAlikes.Escape(Parts.Values.Last().FullPath)}");
        }
        string others = Names(Parts.Values.Where(part => part != test));
        return test with
        {
            Notes = [.. Notes,
            $"only the photos of {Name(test)} are used" + (others.Length > 0 ? $", not those of {others}" : "")]
        };
    }

    private static string Names(IEnumerable<PhotoFolder> parts) => string.Join(" and ", parts.Select(Name));

    internal static string Name(PhotoFolder part) => Path.GetFileName(part.FullPath);
}
