namespace ImageClassifier.Contracts.Storage;

/// <summary>
/// Empty blobs that stand for a folder and are no file: storage explorers and Hadoop's drivers make them, and an account with a
/// hierarchical namespace lists each of its directories as one.
/// </summary>
public static class FolderMarker
{
    // Of Azure Data Lake Storage Gen2 and of the drivers that imitate it.
    private const string Metadata = "hdi_isfolder";

    private static readonly string[] Endings = ["/", "_$folder$"];

    /// <param name="name">Of the blob.</param>
    /// <param name="bytes">Its length; null counts as 0, for a directory may be listed without one.</param>
    /// <param name="metadata">Of the blob.</param>
    public static bool Is(string name, long? bytes, IEnumerable<KeyValuePair<string, string>>? metadata) => (bytes ?? 0) == 0
        && (Endings.Any(ending => name.EndsWith(ending, StringComparison.Ordinal)) || metadata?.Any(IsFolder) == true);

    private static bool IsFolder(KeyValuePair<string, string> entry) =>
        entry.Key.Equals(Metadata, StringComparison.OrdinalIgnoreCase) && entry.Value.Equals("true", StringComparison.OrdinalIgnoreCase);
}
