using System.Collections.Concurrent;
using Azure;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Imaging;
using ImageClassifier.Imaging.Folders;

namespace ImageClassifier.Worker.Local;

/// <summary>The photos of a folder, normalized as uploads are.</summary>
/// <param name="Photos">All that can be used, in the order of their paths.</param>
/// <param name="Jpegs">Normalized photos by the digest of their pixels.</param>
/// <param name="Decoded">Photos whose file was not compressed anew, by the same digest, as long as there was memory for their
/// pixels.</param>
/// <param name="Rejected">What cannot be used, and why.</param>
/// <param name="Paths">Where the file of an upload lies, by its name.</param>
internal sealed record FolderPhotos(
    IReadOnlyList<IngestedPhoto> Photos, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Jpegs,
        ConcurrentDictionary<string, NormalizedPhoto> Decoded,
    IReadOnlyList<string> Rejected, IReadOnlyDictionary<string, string> Paths)
{
    // Of the memory this process may have, at most this share holds pixels that would otherwise be decoded again.
    private const int DecodedShare = 32;

    /// <summary>Reads all files of a folder.</summary>
    public static async Task<FolderPhotos> ReadAsync(PhotoFolder folder, CancellationToken cancellation)
    {
        IReadOnlyList<LocalPhoto> uploads = folder.Photos;
        var normalizer = new PhotoNormalizer();
        var photos = new IngestedPhoto?[uploads.Count];
        var rejected = new string?[uploads.Count];
        var jpegs = new ConcurrentDictionary<string, ReadOnlyMemory<byte>>();
        var decoded = new ConcurrentDictionary<string, NormalizedPhoto>();
        long free = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / DecodedShare;
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation };
        await Parallel.ForAsync(0, uploads.Count, options, async (i, token) =>
        {
            (_, string name, string path) = uploads[i];
            byte[] bytes;
            try
            {
                bytes = await ReadFileAsync(path, token);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                rejected[i] = $"{LookAlikes.Escape(name)}: The file cannot be read: {e.Message}";
                return;
            }
            switch (normalizer.Normalize(bytes, token))
            {
                case NormalizationResult.Accepted { Photo: var photo }:
                    photos[i] = new IngestedPhoto(name, default(ETag), photo.Sha256, photo.PerceptualHash, photo.Width, photo.Height);
                    // The array behind it may be longer than the photo.
                    jpegs.TryAdd(photo.Sha256, photo.Jpeg.ToArray());
                    if (!photo.Rgb.IsEmpty && Interlocked.Add(ref free, -photo.Rgb.Length) >= 0) decoded.TryAdd(photo.Sha256, photo);
                    break;
                case NormalizationResult.Rejected { Rejection: var rejection }:
                    rejected[i] = $"{LookAlikes.Escape(name)}: {rejection.Message}";
                    break;
            }
        });
        return new FolderPhotos([.. photos.OfType<IngestedPhoto>()], jpegs, decoded, [.. rejected.OfType<string>()],
            uploads.ToDictionary(photo => photo.UploadName, photo => photo.Path));
    }

    private static async Task<byte[]> ReadFileAsync(string path, CancellationToken cancellation)
    {
        await using Stream content = LocalPhoto.Open(path);
        if (content.Length > Array.MaxLength) throw new IOException("it is larger than any photo");
        byte[] bytes = new byte[content.Length];
        await content.ReadExactlyAsync(bytes, cancellation);
        return bytes;
    }
}
