namespace ImageClassifier.Imaging.Folders;

/// <summary>What the photos of a folder are for, in data sets that somebody has split already.</summary>
public enum PhotoSplit
{
    Training,
    Validation,
    Test,
}

/// <summary>How data sets name the folders of a split.</summary>
internal static class SplitNames
{
    /// <returns>Null for what is no such name.</returns>
    internal static PhotoSplit? Of(string folder) => folder.Trim().ToLowerInvariant() switch
    {
        "train" or "training" => PhotoSplit.Training,
        "val" or "valid" or "validation" => PhotoSplit.Validation,
        "test" or "testing" => PhotoSplit.Test,
        _ => null,
    };
}
