using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Worker.Runtime;

namespace ImageClassifier.Worker.Augmentation;

/// <summary>
/// RandAugment (Cubuk et al. 2020) and TrivialAugmentWide (Müller and Hutter 2021) with torchvision's operations and magnitudes. What moves
/// pixels is done before what changes colours, so that a photo is interpolated once.
/// </summary>
internal sealed class Policy(AugmentationOptions options, int imageSize, int seed)
{
    private const int Bins = 31, Operations = 14;

    /// <summary>The maps of the operations that were drawn, in their order.</summary>
    public IReadOnlyList<AffineMap> MovementsOf(int epoch, int photo) =>
        [.. Draw(epoch, photo).Select(drawn => drawn.Movement).OfType<AffineMap>()];

    /// <summary>The changes of colour that were drawn, in their order.</summary>
    public IReadOnlyList<ColorStep> ColorsOf(int epoch, int photo) =>
        [.. Draw(epoch, photo).Select(drawn => drawn.Color).OfType<ColorStep>()];

    private List<(AffineMap? Movement, ColorStep? Color)> Draw(int epoch, int photo)
    {
        var drawn = new List<(AffineMap?, ColorStep?)>();
        var draws = new RandomDraws(seed, RandomPurpose.Policy, epoch, photo);
        if (options.RandAugment is { } rand)
            for (int i = 0; i < rand.NumOps; i++)
                drawn.Add(Of(draws.Below(Operations), rand.Magnitude, draws.Chance(0.5), Ranges.RandAugment(imageSize), imageSize));
        if (options.TrivialAugmentWide)
            drawn.Add(Of(draws.Below(Operations), draws.Below(Bins), draws.Chance(0.5), Ranges.Wide, imageSize));
        return drawn;
    }

    /// <param name="operation">In torchvision's order.</param>
    /// <param name="bin">Strength, of 30.</param>
    /// <param name="negative">The other way, where there is one.</param>
    /// <param name="ranges">What a strength of 30 means.</param>
    /// <param name="imageSize">Side of the input in pixels.</param>
    internal static (AffineMap? Movement, ColorStep? Color) Of(int operation, int bin, bool negative, Ranges ranges, int imageSize)
    {
        double share = bin / (Bins - 1.0), signed = negative ? -share : share;
        return operation switch
        {
            // Torchvision shears about the upper left corner.
            1 => (AffineMap.ShearX(signed * ranges.Shear, fixedY: -1), null),
            2 => (AffineMap.ShearY(signed * ranges.Shear, fixedX: -1), null),
            3 => (AffineMap.Shift(Math.Truncate(signed * ranges.Translate) / imageSize, 0), null),
            4 => (AffineMap.Shift(0, Math.Truncate(signed * ranges.Translate) / imageSize), null),
            5 => (AffineMap.Rotate(signed * ranges.Rotate), null),
            6 => (null, new ColorStep(ColorOperation.Brightness, 1 + signed * ranges.Color)),
            7 => (null, new ColorStep(ColorOperation.Saturation, 1 + signed * ranges.Color)),
            8 => (null, new ColorStep(ColorOperation.Contrast, 1 + signed * ranges.Color)),
            9 => (null, new ColorStep(ColorOperation.Sharpness, 1 + signed * ranges.Color)),
            10 => (null, new ColorStep(ColorOperation.Posterize, 8 - Math.Round(share * ranges.Posterize, MidpointRounding.ToEven))),
            11 => (null, new ColorStep(ColorOperation.Solarize, 255 * (1 - share))),
            12 => (null, new ColorStep(ColorOperation.AutoContrast, 0)),
            13 => (null, new ColorStep(ColorOperation.Equalize, 0)),
            _ => (null, null),
        };
    }

    /// <summary>The strongest of each operation: tangent, pixels, degrees, factor, bits.</summary>
    internal sealed record Ranges(double Shear, double Translate, double Rotate, double Color, double Posterize)
    {
        public static Ranges Wide { get; } = new(0.99, 32, 135, 0.99, 6);

        public static Ranges RandAugment(int imageSize) => new(0.3, 150.0 / 331 * imageSize, 30, 0.9, 4);
    }
}
