using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.Metadata.Profiles.Icc;
using SixLabors.ImageSharp.Metadata.Profiles.Xmp;
using SixLabors.ImageSharp.Native;

namespace SixLabors.ImageSharp.Metadata;

/// <summary>What a picture carries beside its pixels.</summary>
public sealed class ImageMetadata
{
    public ImageMetadata()
    {
    }

    public ExifProfile? ExifProfile { get; set; }

    public IccProfile? IccProfile { get; set; }

    public XmpProfile? XmpProfile { get; set; }

    /// <summary>The format that the picture was decoded from; null for one made in memory.</summary>
    public IImageFormat? DecodedImageFormat { get; internal set; }

    public ImageMetadata DeepClone() => new()
    {
        ExifProfile = ExifProfile?.DeepClone(),
        IccProfile = IccProfile?.DeepClone(),
        XmpProfile = XmpProfile?.DeepClone(),
        DecodedImageFormat = DecodedImageFormat,
    };

    internal static ImageMetadata Read(VipsImage image, IImageFormat format, bool skip) => new()
    {
        DecodedImageFormat = format,
        ExifProfile = !skip && image.Block("exif-data") is { } exif ? new ExifProfile(exif) : null,
        XmpProfile = !skip && image.Block("xmp-data") is { } xmp ? new XmpProfile(xmp) : null,
    };

    internal bool IsEmpty => ExifProfile is null && IccProfile is null && XmpProfile is null;

    internal void WriteTo(VipsImage image)
    {
        if (ExifProfile is { } exif)
        {
            image.SetBlock("exif-data", exif.ToBlock());
            // The saver writes this number over the one in the block.
            image.SetNumber("orientation", exif.TryGetValue(ExifTag.Orientation, out IExifValue<ushort>? value) ? value.Value : 1);
        }
        if (IccProfile is { } icc) image.SetBlock("icc-profile-data", icc.ToByteArray());
        if (XmpProfile?.ToByteArray() is { } xmp) image.SetBlock("xmp-data", xmp);
    }
}
