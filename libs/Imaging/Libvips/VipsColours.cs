using ImageClassifier.Imaging.Files;
using NetVips;

namespace ImageClassifier.Imaging.Libvips;

/// <summary>Brings the colours that a loader gives to 8-bit sRGB.</summary>
internal static class VipsColours
{
    /// <param name="pipeline">An image in memory without alpha: one, three or four bands of 8 or 16 bits.</param>
    /// <param name="profile">Of the file, or null. One for other colours than the image has, or a damaged one, is ignored.</param>
    internal static void ToSrgb(VipsPipeline pipeline, IccProfile? profile)
    {
        int bands = pipeline.Image.Bands;
        if (profile is null || profile.Channels != bands || profile.IsSrgb || !profile.IsPlausible || !TryConvert(pipeline, profile))
        {
            // Ink without a profile that says which is taken for that of libvips' own.
            if (bands == 4) pipeline.Apply(image => image.IccTransform("srgb", inputProfile: "cmyk"));
            To8Bit(pipeline);
        }
        if (pipeline.Image.Bands == 1) pipeline.Apply(image => image.Bandjoin(image, image));
        if (pipeline.Image.Bands != 3 || pipeline.Image.Format != Enums.BandFormat.Uchar)
        {
            throw new VipsException($"{pipeline.Image.Bands} bands of {pipeline.Image.Format} cannot become sRGB");
        }
    }

    private static bool TryConvert(VipsPipeline pipeline, IccProfile profile)
    {
        try
        {
            using Image tagged = pipeline.Image.Mutate(image => image.Set(GValue.BlobType, "icc-profile-data", profile.Bytes));
            using Image converted = tagged.IccTransform("srgb", embedded: true, depth: 8);
            Image computed = converted.CopyMemory();
            pipeline.Apply(_ => computed);
            return true;
        }
        catch (VipsException)
        {
            // A profile that no colour engine can use says nothing; the colours stay as they are.
            return false;
        }
    }

    // 65535 becomes 255 and everything between is rounded: v / 257 + 1/2, cut off.
    private static void To8Bit(VipsPipeline pipeline)
    {
        if (pipeline.Image.Format == Enums.BandFormat.Uchar) return;
        pipeline.Apply(image => image.Linear([1.0 / 257], [0.5], uchar: true));
    }
}
