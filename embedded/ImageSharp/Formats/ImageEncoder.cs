using SixLabors.ImageSharp.Native;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Formats;

/// <summary>What the encoders share: a picture becomes bytes through libvips, and the bytes go to a stream.</summary>
public abstract class ImageEncoder : IImageEncoder
{
    private protected ImageEncoder()
    {
    }

    public bool SkipMetadata { get; init; }

    public void Encode<TPixel>(Image<TPixel> image, Stream stream)
        where TPixel : unmanaged, IPixel<TPixel> => stream.Write(ToBytes(image));

    public async Task EncodeAsync<TPixel>(Image<TPixel> image, Stream stream, CancellationToken cancellationToken = default)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        cancellationToken.ThrowIfCancellationRequested();
        await stream.WriteAsync(ToBytes(image), cancellationToken).ConfigureAwait(false);
    }

    internal byte[] ToBytes(Image image)
    {
        try
        {
            using VipsImage pixels = image.Open();
            // libvips makes up an EXIF block where there is none, unless it is told to write nothing.
            bool strip = SkipMetadata || image.Metadata.IsEmpty;
            if (!strip) image.Metadata.WriteTo(pixels);
            return Save(pixels, strip ? "strip=true" : "strip=false");
        }
        catch (VipsException error)
        {
            throw new ImageProcessingException($"The picture could not be encoded: {error.Message}", error);
        }
        finally
        {
            GC.KeepAlive(image);
        }
    }

    private protected abstract byte[] Save(VipsImage pixels, string metadata);
}
