using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Worker.Runtime;

namespace ImageClassifier.Worker.Augmentation;

/// <summary>A part of a photo, in shares of its width and height.</summary>
internal readonly record struct CropBox(double Left, double Top, double Width, double Height)
{
    private const int Tries = 10;

    /// <summary>From the input's coordinates to those of the whole photo.</summary>
    public AffineMap Map => new(Width, 0, 2 * Left + Width - 1, 0, Height, 2 * Top + Height - 1);

    /// <summary>The middle square.</summary>
    /// <param name="aspect">The photo's width over its height.</param>
    /// <param name="kept">The square's side as a share of the photo's shorter side.</param>
    public static CropBox Middle(double aspect, double kept) => Centered(kept * Math.Min(1, 1 / aspect), kept * Math.Min(1, aspect));

    /// <summary>A box of random area and aspect ratio, drawn as torchvision's <c>RandomResizedCrop</c> draws it.</summary>
    public static CropBox Draw(RandomResizedCropOptions options, double aspect, RandomDraws draws)
    {
        double logRatio = Math.Log(options.MinRatio);
        for (int i = 0; i < Tries; i++)
        {
            double area = draws.Between(options.MinScale, options.MaxScale);
            double ratio = Math.Exp(draws.Between(logRatio, -logRatio));
            // ratio = width · aspect / height and area = width · height, both in shares.
            double width = Math.Sqrt(area * ratio / aspect), height = Math.Sqrt(area * aspect / ratio);
            if (width <= 1 && height <= 1) return new CropBox(draws.Unit() * (1 - width), draws.Unit() * (1 - height), width, height);
        }
        // Boxes of this kind seldom fit into such a photo: as much of its middle as the ratios allow.
        return Centered(Math.Min(1, 1 / (options.MinRatio * aspect)), Math.Min(1, aspect / options.MinRatio));
    }

    private static CropBox Centered(double width, double height) => new((1 - width) / 2, (1 - height) / 2, width, height);
}
