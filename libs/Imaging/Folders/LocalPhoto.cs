namespace ImageClassifier.Imaging.Folders;

/// <summary>A file that may be a photo.</summary>
/// <param name="Label">The class: the name of the class folder that it lies in, in composed Unicode.</param>
/// <param name="UploadName">Label and path below the class folder, with <c>/</c>; unique within what is read together.</param>
/// <param name="Path">Full path on this machine.</param>
public sealed record LocalPhoto(string Label, string UploadName, string Path)
{
    private const int BufferSize = 128 * 1024;

    /// <summary>
    /// Opens the file. One without a length is not opened at all: to read from a pipe or a device that somebody put there would
    /// never end, and of an empty file everything is known.
    /// </summary>
    public static Stream Open(string path) =>
        Length(path) == 0 ? new MemoryStream()
            : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, useAsync: true);

    private static long Length(string path)
    {
        var file = new FileInfo(path);
        return (file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file).Length;
    }
}
