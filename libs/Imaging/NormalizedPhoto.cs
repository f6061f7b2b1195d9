namespace ImageClassifier.Imaging;

/// <summary>A photo as it is stored and trained on: upright sRGB without metadata.</summary>
/// <param name="Jpeg">The stored file.</param>
/// <param name="Rgb">What the stored file decodes to, [Height, Width, 3] uint8; empty where it was compressed anew and so decodes to
/// something else.</param>
/// <param name="Sha256">SHA-256 over width and height (little-endian int32) and the RGB pixels before any new compression, 64 lower-case
/// hex digits.</param>
/// <param name="PerceptualHash">256-bit difference hash, 64 lower-case hex digits; see <see cref="Imaging.PerceptualHash"/>.</param>
/// <param name="Width">Width of the stored photo.</param>
/// <param name="Height">Height of the stored photo.</param>
/// <param name="OriginalWidth">Width of the upload, upright.</param>
/// <param name="OriginalHeight">Height of the upload, upright.</param>
/// <param name="OriginalFormat">Format of the upload: <c>JPEG</c>, <c>PNG</c>, <c>WebP</c> or <c>GIF</c>.</param>
public sealed record NormalizedPhoto(
    ReadOnlyMemory<byte> Jpeg,
    ReadOnlyMemory<byte> Rgb,
    string Sha256,
    string PerceptualHash,
    int Width,
    int Height,
    int OriginalWidth,
    int OriginalHeight,
    string OriginalFormat);

/// <summary>What became of an upload: <see cref="Accepted"/> or <see cref="Rejected"/>.</summary>
public abstract record NormalizationResult
{
    private NormalizationResult()
    {
    }

    /// <summary>The upload is a photo.</summary>
    public sealed record Accepted(NormalizedPhoto Photo) : NormalizationResult;

    /// <summary>The upload is not a photo that can be used.</summary>
    public sealed record Rejected(PhotoRejection Rejection) : NormalizationResult;
}
