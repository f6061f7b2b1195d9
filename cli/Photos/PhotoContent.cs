using System.Security.Cryptography;
using ImageClassifier.Imaging.Folders;

namespace ImageClassifier.Cli.Photos;

/// <summary>The bytes of a local file.</summary>
internal static class PhotoContent
{
    /// <summary>MD5, which blob storage keeps for each blob; it tells copies apart and secures nothing.</summary>
    public static async Task<byte[]> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using Stream content = LocalPhoto.Open(path);
#pragma warning disable CA5351 // Nothing is secured by it.
        return await MD5.HashDataAsync(content, cancellationToken);
#pragma warning restore CA5351
    }
}
