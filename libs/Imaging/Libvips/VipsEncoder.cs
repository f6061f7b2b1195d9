using ImageClassifier.Imaging.Pixels;
using NetVips;

namespace ImageClassifier.Imaging.Libvips;

/// <summary>Writes photos as they are stored.</summary>
internal static class VipsEncoder
{
    /// <param name="image">What to write.</param>
    /// <param name="quality">1 to 100.</param>
    /// <returns>A baseline JPEG of 4:2:0 without metadata.</returns>
    internal static byte[] Jpeg(RgbImage image, int quality)
    {
        VipsLibrary.Require();
        using Image raw = Image.NewFromMemory(image.Pixels, image.Width, image.Height, 3, Enums.BandFormat.Uchar);
        using Image srgb = raw.Copy(interpretation: Enums.Interpretation.Srgb);
        return srgb.JpegsaveBuffer(q: quality, subsampleMode: Enums.ForeignSubsample.On, keep: Enums.ForeignKeep.None);
    }
}
