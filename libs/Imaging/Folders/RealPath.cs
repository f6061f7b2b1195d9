namespace ImageClassifier.Imaging.Folders;

/// <summary>Where a path leads when every link in it is followed.</summary>
internal static class RealPath
{
    // As many as Linux follows.
    private const int MostLinks = 40;

    /// <returns>The path without links; as it is where they go round in a circle or lead nowhere.</returns>
    internal static string Of(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        for (int links = 0; links < MostLinks; links++)
        {
            if (FollowFirst(full) is not { } next) return full;
            full = next;
        }
        return full;
    }

    private static string? FollowFirst(string full)
    {
        string root = Path.GetPathRoot(full) ?? "", at = root;
        string[] parts = full[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < parts.Length; i++)
        {
            at = Path.Combine(at, parts[i]);
            if (new DirectoryInfo(at).LinkTarget is not { } target) continue;
            string followed = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(at) ?? root, target));
            return Path.TrimEndingDirectorySeparator(Path.Combine([followed, .. parts[(i + 1)..]]));
        }
        return null;
    }
}
