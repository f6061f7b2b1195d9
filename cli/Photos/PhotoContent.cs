using System.Security.Cryptography;

namespace ImageClassifier.Cli.Photos;

/// <summary>The bytes of a local file.</summary>
internal static class PhotoContent
{
    private const int BufferSize = 128 * 1024;

    /// <summary>
    /// Opens the file. One without a length is not opened at all: to read from a pipe or a device that somebody put there would
    /// never end, and of an empty file everything is known.
    /// </summary>
    public static Stream Open(string path) =>
        Length(path) == 0 ? new MemoryStream() : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, useAsync: true);

    /// <summary>MD5, which blob storage keeps for each blob; it tells copies apart and secures nothing.</summary>
    public static async Task<byte[]> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using Stream content = Open(path);
        return await MD5.HashDataAsync(content, cancellationToken);
    }

    private static long Length(string path)
    {
        var file = new FileInfo(path);
        return (file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file).Length;
    }
}
