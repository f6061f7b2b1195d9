namespace ImageClassifier.Imaging.Folders;

/// <summary>What operating systems, file managers and storage devices leave between photos, and no person put there.</summary>
internal static class Litter
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        // Windows
        "Thumbs.db", "Thumbs.db:encryptable", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", "$RECYCLE.BIN", "RECYCLER",
            "System Volume Information",
        // macOS
        "__MACOSX", "Icon\r", "Network Trash Folder", "Temporary Items",
        // Linux
        "lost+found",
        // Network storage: Synology, QNAP and others
        "@eaDir", "@tmp", "@Recycle", "@Recently-Snapshot", "#recycle", "#snapshot", "SYNOFILE_THUMB",
        // Photo programs
        "Picasa.ini", "ZbThumbnail.info", "Originals.picasa",
        // Python
        "__pycache__",
    };

    /// <summary>Hidden files and folders too: those whose names begin with a point.</summary>
    internal static bool Is(string name) => name[0] == '.' || Names.Contains(name);
}
