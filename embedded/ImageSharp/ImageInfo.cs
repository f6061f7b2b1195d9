using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Metadata;

namespace SixLabors.ImageSharp;

/// <summary>What the headers of a file say about the picture in it.</summary>
public class ImageInfo
{
    internal ImageInfo(PixelTypeInfo pixelType, Size size, ImageMetadata metadata, IReadOnlyList<ImageFrameMetadata> frames)
    {
        PixelType = pixelType;
        Size = size;
        Metadata = metadata;
        FrameMetadataCollection = frames;
    }

    public PixelTypeInfo PixelType { get; }

    public int Width => Size.Width;

    public int Height => Size.Height;

    public Size Size { get; }

    public ImageMetadata Metadata { get; }

    public IReadOnlyList<ImageFrameMetadata> FrameMetadataCollection { get; }
}
