using System.Collections.Concurrent;
using Azure;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Imaging;

namespace ImageClassifier.Worker.Local;

/// <summary>The photos of a folder with one sub-folder for each class, normalized as uploads are.</summary>
/// <param name="Photos">All that can be used, in the order of their paths.</param>
/// <param name="Jpegs">Normalized photos by the digest of their pixels.</param>
/// <param name="Decoded">Photos whose file was not compressed anew, by the same digest, as long as there was memory for their pixels.</param>
/// <param name="Rejected">What cannot be used, and why.</param>
internal sealed record PhotoFolder(
    IReadOnlyList<IngestedPhoto> Photos, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Jpegs, ConcurrentDictionary<string, NormalizedPhoto> Decoded,
    IReadOnlyList<string> Rejected)
{
    // Of the memory this process may have, at most this share holds pixels that would otherwise be decoded again.
    private const int DecodedShare = 32;

    /// <summary>Reads the files of all sub-folders, however deep; hidden ones are passed over.</summary>
    public static async Task<PhotoFolder> ReadAsync(string folder, CancellationToken cancellation)
    {
        string[] uploads =
        [
            .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
                .Where(path => path.Contains('/') && !path.Split('/').Any(part => part.StartsWith('.')))
                .Order(StringComparer.Ordinal),
        ];
        var normalizer = new PhotoNormalizer();
        var photos = new IngestedPhoto?[uploads.Length];
        var rejected = new string?[uploads.Length];
        var jpegs = new ConcurrentDictionary<string, ReadOnlyMemory<byte>>();
        var decoded = new ConcurrentDictionary<string, NormalizedPhoto>();
        long free = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / DecodedShare;
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation };
        await Parallel.ForAsync(0, uploads.Length, options, async (i, token) =>
        {
            byte[] bytes = await File.ReadAllBytesAsync(Path.Combine(folder, uploads[i]), token);
            switch (normalizer.Normalize(bytes, token))
            {
                case NormalizationResult.Accepted { Photo: var photo }:
                    photos[i] = new IngestedPhoto(uploads[i], default(ETag), photo.Sha256, photo.PerceptualHash, photo.Width, photo.Height);
                    // The array behind it may be longer than the photo.
                    jpegs.TryAdd(photo.Sha256, photo.Jpeg.ToArray());
                    if (!photo.Rgb.IsEmpty && Interlocked.Add(ref free, -photo.Rgb.Length) >= 0) decoded.TryAdd(photo.Sha256, photo);
                    break;
                case NormalizationResult.Rejected { Rejection: var rejection }:
                    rejected[i] = $"{uploads[i]}: {rejection.Message}";
                    break;
            }
        });
        return new PhotoFolder([.. photos.OfType<IngestedPhoto>()], jpegs, decoded, [.. rejected.OfType<string>()]);
    }
}
