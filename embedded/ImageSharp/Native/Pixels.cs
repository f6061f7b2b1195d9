namespace SixLabors.ImageSharp.Native;

/// <summary>Brings what a loader gives to 8-bit sRGB with three or four bands.</summary>
internal static class Pixels
{
    internal static void To8Bit(Pipeline pipeline)
    {
        if (!pipeline.Image.Is16Bit) return;
        string space = pipeline.Image.Bands < 3 ? "b-w" : "srgb";
        // 65535 becomes 255 and everything between is rounded: v / 257 + 1/2, cut off.
        pipeline.Apply("linear", $"[a={(1.0 / 257).ToString("R", System.Globalization.CultureInfo.InvariantCulture)},b=0.5,uchar=true]");
        pipeline.Apply("copy", $"[interpretation={space}]");
    }

    internal static void ToSrgb(Pipeline pipeline)
    {
        VipsImage image = pipeline.Image;
        if (image.IsCmyk)
        {
            pipeline.Apply("icc_transform", "[output-profile=srgb,embedded=true,input-profile=cmyk]");
        }
        else if (image.Bands < 3)
        {
            pipeline.Apply("colourspace", "[space=srgb]");
        }
        else if (image.Block("icc-profile-data") is { } profile && !IccDescription.IsSrgb(profile))
        {
            pipeline.Apply("icc_transform", "[output-profile=srgb,embedded=true,input-profile=srgb]");
        }
    }

    /// <summary>Three bands drop alpha; four add an opaque one where there is none.</summary>
    internal static void ToBands(Pipeline pipeline, int bands)
    {
        if (bands == 3 && pipeline.Image.Bands > 3) pipeline.Apply("extract_band", "[band=0,n=3]");
        else if (bands == 4 && pipeline.Image.Bands == 3) pipeline.Apply("bandjoin_const", "[c=255]");
        if (pipeline.Image.Bands != bands)
        {
            throw new VipsException($"a picture of {pipeline.Image.Bands} channels cannot become one of {bands}");
        }
    }
}
