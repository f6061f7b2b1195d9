using ImageClassifier.Imaging.Files;
using NetVips;

namespace ImageClassifier.Imaging.Libvips;

/// <summary>
/// Recognizes pictures of 8 to 14 bits that were written into 16 as they are, as some cameras, scanners and programs do: all of the picture
/// is there with a fourth to a 256th of its brightness, which is black to the eye.
/// </summary>
internal static class VipsDepth
{
    // Darker than this there is nothing to be seen, however many bits it has.
    private const double AnyLight = 64;

    /// <summary>Reads all pixels once.</summary>
    /// <param name="image">As a loader gives it.</param>
    /// <param name="profile">Of the file, or null.</param>
    /// <returns>For each band what its values have to be multiplied by; null where they fill their range.</returns>
    internal static double[]? Factors(Image image, IccProfile? profile)
    {
        // In linear light a sixteenth of the range is no darkness.
        if (image.Format != Enums.BandFormat.Ushort || profile is { IsLinear: true }) return null;
        // Pictures of 8 bits that were stretched to 16 are multiples of 257: as dark as they are, they are meant to be.
        using Image remainder = image % 257, both = image.Bandjoin(remainder), statistics = both.Stats();
        int bands = image.Bands, colours = image.HasAlpha() ? bands - 1 : bands;
        double[] most = [.. Enumerable.Range(1, 2 * bands).Select(row => statistics.Getpoint(1, row)[0])];
        double brightest = most[..colours].Max();
        if (brightest < AnyLight || most[bands..(bands + colours)].Max() == 0) return null;
        double range = Range(brightest);
        if (range == ushort.MaxValue) return null;
        double factor = ushort.MaxValue / range;
        return [.. Enumerable.Range(0, bands).Select(band => band < colours || (most[band] <= range && most[band] > 0) ? factor : 1)];
    }

    /// <summary>Multiplies values of 16 bits.</summary>
    internal static void Apply(VipsPipeline pipeline, double[] factors)
    {
        Enums.Interpretation colours = pipeline.Image.Interpretation;
        pipeline.Apply(image => image.Linear(factors, [0.5]));
        pipeline.Apply(image => image.Cast(Enums.BandFormat.Ushort));
        pipeline.Apply(image => image.Copy(interpretation: colours));
    }

    private static double Range(double brightest) => brightest switch
    {
        < 1 << 8 => (1 << 8) - 1,
        < 1 << 10 => (1 << 10) - 1,
        < 1 << 12 => (1 << 12) - 1,
        < 1 << 14 => (1 << 14) - 1,
        _ => ushort.MaxValue,
    };
}
