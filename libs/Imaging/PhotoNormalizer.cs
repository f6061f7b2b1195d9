using System.Buffers.Binary;
using System.Security.Cryptography;
using ImageClassifier.Contracts;
using ImageClassifier.Imaging.Files;
using ImageClassifier.Imaging.Libvips;
using ImageClassifier.Imaging.Pixels;

namespace ImageClassifier.Imaging;

/// <summary>Turns uploaded bytes into a photo as it is stored: upright, 8-bit sRGB over white, shorter side at most
/// <see cref="PhotoLimits.StoredShortSide"/>, JPEG without metadata. The same bytes give the same photo.</summary>
/// <remarks>
/// A JPEG that is all this but for its metadata is not compressed a second time: it loses the metadata and nothing else. An animation is
/// rejected: which of its frames was meant, only its owner knows. Safe to call from many threads.
/// </remarks>
public sealed class PhotoNormalizer
{
    // Some files (progressive JPEG, interlaced PNG, WebP) are held whole while they decode. Above this many pixels
    // that is hundreds of megabytes, so such photos take turns.
    private const long LargePhoto = 24_000_000;

    private readonly PhotoLimits _limits;
    private readonly PhotoInspector _inspector;
    private readonly SemaphoreSlim _largePhotos = new(1);

    /// <exception cref="InvalidRecordException">The limits contradict themselves.</exception>
    public PhotoNormalizer(PhotoLimits? limits = null)
    {
        _limits = limits ?? new PhotoLimits();
        if (_limits.Validate() is { Count: > 0 } problems) throw new InvalidRecordException("Photo limits", problems);
        _inspector = new PhotoInspector(_limits);
    }

    /// <summary>Checks and normalizes one upload. What it is, is told by the bytes and never by a name.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public NormalizationResult Normalize(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_inspector.Inspect(bytes, out InspectedPhoto? inspected) is { } rejection) return new NormalizationResult.Rejected(rejection);
        InspectedPhoto photo = inspected!;

        bool takesTurn = (long)photo.Width * photo.Height > LargePhoto;
        if (takesTurn) _largePhotos.Wait(cancellationToken);
        try
        {
            RgbImage image = Decode(ref photo);
            cancellationToken.ThrowIfCancellationRequested();
            return new NormalizationResult.Accepted(Store(photo, image));
        }
        catch (PhotoDecodingException)
        {
            PhotoFormat format = photo.File.Format;
            return new NormalizationResult.Rejected(photo.File.HasEnd ? PhotoInspector.Damaged(format) : PhotoInspector.Truncated(format));
        }
        finally
        {
            if (takesTurn) _largePhotos.Release();
        }
    }

    private RgbImage Decode(ref InspectedPhoto photo)
    {
        (int, int) size = (photo.Width, photo.Height);
        try
        {
            return VipsDecoder.Decode(photo.File, _limits.StoredShortSide, size);
        }
        catch (PhotoDecodingException) when (photo.File.Format == PhotoFormat.Jpeg)
        {
            if (JpegFile.WithoutPadding(photo.File.Pixels) is not { } less) throw;
            photo = photo with { File = photo.File with { Pixels = less } };
            return VipsDecoder.Decode(photo.File, _limits.StoredShortSide, size);
        }
    }

    private NormalizedPhoto Store(InspectedPhoto photo, RgbImage image)
    {
        bool turned = photo.File.Orientation >= 5, kept = IsStoredAsItIs(photo, image);
        return new NormalizedPhoto(
            kept ? photo.File.Pixels : VipsEncoder.Jpeg(image, _limits.JpegQuality),
            kept ? image.Pixels : default,
            Digest(image),
            PerceptualHash.Of(image.Pixels, image.Width, image.Height),
            image.Width,
            image.Height,
            turned ? photo.Height : photo.Width,
            turned ? photo.Width : photo.Height,
            photo.File.Format.Name());
    }

    // Not where pixels depend on more than the file without metadata holds, nor where the file is wasteful.
    private static bool IsStoredAsItIs(InspectedPhoto photo, RgbImage image) =>
        photo.File is { IsColourJpeg: true, Orientation: 1, Profile: null or { IsSrgb: true } or { Channels: not 3 } }
        && image.Width == photo.Width && image.Height == photo.Height && photo.File.Pixels.Length <= (long)image.Width * image.Height;

    private static string Digest(RgbImage image)
    {
        Span<byte> size = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(size, image.Width);
        BinaryPrimitives.WriteInt32LittleEndian(size[4..], image.Height);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(size);
        hash.AppendData(image.Pixels);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
