using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Formats;

/// <summary>What a pixel is made of.</summary>
public class PixelTypeInfo
{
    public PixelTypeInfo(int bitsPerPixel) => BitsPerPixel = bitsPerPixel;

    public PixelTypeInfo(int bitsPerPixel, PixelAlphaRepresentation alpha)
        : this(bitsPerPixel) => AlphaRepresentation = alpha;

    public int BitsPerPixel { get; }

    public PixelAlphaRepresentation? AlphaRepresentation { get; }
}
