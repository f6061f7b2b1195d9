using SixLabors.ImageSharp.Metadata.Profiles.Exif;

namespace SixLabors.ImageSharp.Processing;

/// <summary>Turns a picture the way the camera was held.</summary>
public static class AutoOrientExtensions
{
    /// <summary>Applies the EXIF orientation and sets it to upright.</summary>
    public static IImageProcessingContext AutoOrient(this IImageProcessingContext source)
    {
        ExifProfile? exif = ProcessingContext.Of(source).Metadata.ExifProfile;
        if (exif is null || !exif.TryGetValue(ExifTag.Orientation, out IExifValue<ushort>? orientation)) return source;

        // EXIF 2.32, section 4.6.4, tag 274: which edges of the scene the first row and column are.
        (RotateMode turn, FlipMode mirror) = orientation.Value switch
        {
            2 => (RotateMode.None, FlipMode.Horizontal),
            3 => (RotateMode.Rotate180, FlipMode.None),
            4 => (RotateMode.None, FlipMode.Vertical),
            5 => (RotateMode.Rotate90, FlipMode.Horizontal),
            6 => (RotateMode.Rotate90, FlipMode.None),
            7 => (RotateMode.Rotate270, FlipMode.Horizontal),
            8 => (RotateMode.Rotate270, FlipMode.None),
            _ => (RotateMode.None, FlipMode.None),
        };
        exif.SetValue(ExifTag.Orientation, (ushort)1);
        return source.Rotate(turn).Flip(mirror);
    }
}
