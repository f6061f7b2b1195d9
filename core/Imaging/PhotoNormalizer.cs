using System.Buffers.Binary;
using System.Security.Cryptography;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace ImageClassifier.Core.Imaging;

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

    private readonly PhotoLimits limits;
    private readonly PhotoInspector inspector;
    private readonly SemaphoreSlim largePhotos = new(1);

    /// <exception cref="InvalidRecordException">The limits contradict themselves.</exception>
    public PhotoNormalizer(PhotoLimits? limits = null)
    {
        this.limits = limits ?? new PhotoLimits();
        if (this.limits.Validate() is { Count: > 0 } problems) throw new InvalidRecordException("Photo limits", problems);
        inspector = new PhotoInspector(this.limits);
    }

    /// <summary>Checks and normalizes one upload. What it is, is told by the bytes and never by a name.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public NormalizationResult Normalize(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (inspector.Inspect(bytes.Span, out IImageInfo? info, out IImageFormat? format) is { } rejection) return new NormalizationResult.Rejected(rejection);

        bool takesTurn = (long)info!.Width * info.Height > LargePhoto;
        if (takesTurn) largePhotos.Wait(cancellationToken);
        try
        {
            return new NormalizationResult.Accepted(Convert(bytes.Span, info, format!, cancellationToken));
        }
        catch (ImageFormatException)
        {
            return new NormalizationResult.Rejected(PhotoInspector.Damaged(format));
        }
        finally
        {
            if (takesTurn) largePhotos.Release();
        }
    }

    private NormalizedPhoto Convert(ReadOnlySpan<byte> bytes, IImageInfo info, IImageFormat format, CancellationToken cancellationToken)
    {
        using Image<Rgb24> image = Decode(bytes, info, format);
        cancellationToken.ThrowIfCancellationRequested();

        ushort orientation = Orientation(image);
        bool turned = orientation >= 5;
        byte[]? asItIs = orientation == 1 && image.Size() == info.Size() && bytes.Length <= (long)image.Width * image.Height
            ? JpegSegments.WithoutMetadata(bytes)
            : null;
        image.Mutate(steps => steps.AutoOrient());
        byte[] rgb = new byte[image.Width * image.Height * 3];
        image.CopyPixelDataTo(rgb);

        return new NormalizedPhoto(
            asItIs ?? Encode(image),
            asItIs is null ? default : rgb,
            Digest(rgb, image.Width, image.Height),
            PerceptualHash.Of(rgb, image.Width, image.Height),
            image.Width,
            image.Height,
            turned ? info.Height : info.Width,
            turned ? info.Width : info.Height,
            PhotoInspector.NameOf(format));
    }

    private ReadOnlyMemory<byte> Encode(Image<Rgb24> image)
    {
        using var jpeg = new MemoryStream();
        image.SaveAsJpeg(jpeg, new JpegEncoder
        {
            Quality = limits.JpegQuality,
            ColorType = JpegColorType.YCbCrRatio420,
        });
        return jpeg.GetBuffer().AsMemory(0, (int)jpeg.Length);
    }

    private Image<Rgb24> Decode(ReadOnlySpan<byte> bytes, IImageInfo info, IImageFormat format)
    {
        if (format is JpegFormat)
        {
            Image<Rgb24> rgb = Image.Load<Rgb24>(bytes);
            rgb.Mutate(steps => steps.Resize(StoredSize(info)));
            return rgb;
        }
        using Image<Rgba32> image = Image.Load<Rgba32>(bytes);
        image.Mutate(steps => steps.BackgroundColor(Color.White).Resize(StoredSize(info)));
        return image.CloneAs<Rgb24>();
    }

    private Size StoredSize(IImageInfo info)
    {
        double factor = Math.Min(1, (double)limits.StoredShortSide / Math.Min(info.Width, info.Height));
        return new Size((int)Math.Round(info.Width * factor), (int)Math.Round(info.Height * factor));
    }

    private static ushort Orientation(Image image) =>
        image.Metadata.ExifProfile?.GetValue(ExifTag.Orientation) is { } orientation ? orientation.Value : (ushort)1;

    private static string Digest(byte[] rgb, int width, int height)
    {
        Span<byte> size = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(size, width);
        BinaryPrimitives.WriteInt32LittleEndian(size[4..], height);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(size);
        hash.AppendData(rgb);
        return System.Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
