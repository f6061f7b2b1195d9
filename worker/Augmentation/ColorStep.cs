namespace ImageClassifier.Worker.Augmentation;

/// <summary>Changes of colour, with torchvision's formulas.</summary>
internal enum ColorOperation
{
    Brightness,
    Contrast,
    Saturation,
    Hue,
    Sharpness,
    Posterize,
    Solarize,
    AutoContrast,
    Equalize,
}

/// <summary>One change of colour.</summary>
/// <param name="Operation">What is done.</param>
/// <param name="Magnitude">
/// A factor with 1 for no change; of the hue a share of a full turn; the bits that posterizing keeps; the threshold of solarizing, from 0
/// to 255; nothing for the last two.
/// </param>
internal readonly record struct ColorStep(ColorOperation Operation, double Magnitude);
