using ImageClassifier.Contracts.Datasets;

namespace ImageClassifier.Imaging.Folders;

/// <summary>
/// The photos of a folder with one sub-folder for each class, or with a split (<c>train</c>, <c>val</c>, <c>test</c>) whose folders have
/// those. Every file below a class folder belongs to the class, whatever its name ends in: its content is looked at later.
/// </summary>
/// <param name="FullPath">The folder itself.</param>
/// <param name="Photos">In ordinal order of their upload names.</param>
/// <param name="Notes">What was left out or looks odd, for a person: one line each.</param>
public sealed record PhotoFolder(string FullPath, IReadOnlyList<LocalPhoto> Photos, IReadOnlyList<string> Notes)
{
    /// <summary>The classes in the order in which people read them.</summary>
    public IReadOnlyList<string> Labels => [.. Photos.Select(photo => photo.Label).Distinct().Order(NaturalOrder.Comparer)];

    /// <summary>Where the folder is split, its photos to train on are those of training and validation together: the pipeline splits by
    /// itself.</summary>
    /// <exception cref="PhotoFolderException">The folder is missing, or not laid out in class folders, or has no files.</exception>
    public static PhotoFolder Scan(string folder) => SplitFolder.Scan(folder).ForTraining();

    /// <summary>Where the folder is split, the photos to measure a model on are those of its test.</summary>
    /// <exception cref="PhotoFolderException">As of <see cref="Scan"/>; or it is split and has no test.</exception>
    public static PhotoFolder ScanForEvaluation(string folder) => SplitFolder.Scan(folder).ForEvaluation();
}
