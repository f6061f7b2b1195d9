namespace ImageClassifier.Contracts.Experiments;

/// <summary>What stands where a turned, moved or shrunk photo leaves nothing.</summary>
public enum FillMode
{
    /// <summary>The nearest pixel of the photo, as Keras' <c>nearest</c>.</summary>
    Nearest,

    /// <summary>The photo, mirrored at its border.</summary>
    Reflect,

    /// <summary>The photos' mean colour: zero after normalization.</summary>
    Mean,
}

/// <summary>
/// Random changes of a training photo, drawn anew for every photo and epoch; the defaults change nothing. What moves pixels is one affine
/// map from the photo to the input, resampled once.
/// </summary>
public sealed record AugmentationOptions
{
    /// <summary>Probability of a left-right mirror, in [0, 1].</summary>
    public double HorizontalFlip { get; init; }

    /// <summary>Probability of an upside-down mirror, in [0, 1].</summary>
    public double VerticalFlip { get; init; }

    /// <summary>Largest rotation either way, in degrees.</summary>
    public double Rotation { get; init; }

    /// <summary>Largest move along each axis, as a share of the side, in [0, 1).</summary>
    public double Shift { get; init; }

    /// <summary>Largest shear along x either way, in radians as Keras once had it: 0.2 leans a vertical line by 11°.</summary>
    public double Shear { get; init; }

    /// <summary>Largest change of scale: 0.2 draws from [0.8, 1.2], in [0, 1).</summary>
    public double Zoom { get; init; }

    public FillMode Fill { get; init; } = FillMode.Nearest;

    /// <summary>A box of random area and aspect ratio instead of the middle square (Szegedy et al. 2015).</summary>
    public RandomResizedCropOptions? RandomResizedCrop { get; init; }

    public ColorJitterOptions? ColorJitter { get; init; }

    /// <summary>Cubuk et al. 2020.</summary>
    public RandAugmentOptions? RandAugment { get; init; }

    /// <summary>One operation of random strength for each photo (Müller and Hutter 2021, wide).</summary>
    public bool TrivialAugmentWide { get; init; }

    /// <summary>Zhong et al. 2020.</summary>
    public RandomErasingOptions? RandomErasing { get; init; }

    internal IReadOnlyList<Problem> Validate(string path) => new Check(path)
        .Range("horizontalFlip", HorizontalFlip, 0.0, 1.0)
        .Range("verticalFlip", VerticalFlip, 0.0, 1.0)
        .Range("rotation", Rotation, 0.0, 180.0)
        .HalfOpen("shift", Shift, 0.0, 1.0)
        .Range("shear", Shear, 0.0, 1.0)
        .HalfOpen("zoom", Zoom, 0.0, 1.0)
        .That(!TrivialAugmentWide || RandAugment is null, "trivialAugmentWide", "and randAugment choose operations both; leave one out")
        .Include(RandomResizedCrop?.Validate($"{path}.randomResizedCrop") ?? [])
        .Include(ColorJitter?.Validate($"{path}.colorJitter") ?? [])
        .Include(RandAugment?.Validate($"{path}.randAugment") ?? [])
        .Include(RandomErasing?.Validate($"{path}.randomErasing") ?? [])
        .Problems;
}

/// <summary>A box of the photo that becomes the input; torchvision's <c>RandomResizedCrop</c>.</summary>
public sealed record RandomResizedCropOptions
{
    /// <summary>Least share of the photo's area, in (0, 1].</summary>
    public double MinScale { get; init; } = 0.08;

    /// <summary>Largest share of the photo's area, in (0, 1].</summary>
    public double MaxScale { get; init; } = 1;

    /// <summary>Least width over height; the largest is its inverse.</summary>
    public double MinRatio { get; init; } = 0.75;

    internal IReadOnlyList<Problem> Validate(string path) => new Check(path)
        .That(MinScale > 0 && MinScale <= MaxScale && MaxScale <= 1, "minScale",
            FormattableString.Invariant($"and maxScale are {MinScale} and {MaxScale}; they must be in (0, 1] and in order"))
        .That(MinRatio is > 0 and <= 1, "minRatio", FormattableString.Invariant($"is {MinRatio}; it must be in (0, 1]"))
        .Problems;
}

/// <summary>Random factors of colour, as torchvision's <c>ColorJitter</c>: 0.2 draws from [0.8, 1.2]; hue from a turn of ±0.2.</summary>
public sealed record ColorJitterOptions
{
    public double Brightness { get; init; }

    public double Contrast { get; init; }

    public double Saturation { get; init; }

    /// <summary>In [0, 0.5].</summary>
    public double Hue { get; init; }

    internal IReadOnlyList<Problem> Validate(string path) => new Check(path)
        .Range("brightness", Brightness, 0.0, 1.0)
        .Range("contrast", Contrast, 0.0, 1.0)
        .Range("saturation", Saturation, 0.0, 1.0)
        .Range("hue", Hue, 0.0, 0.5)
        .Problems;
}

/// <summary>torchvision's <c>RandAugment</c>.</summary>
public sealed record RandAugmentOptions
{
    /// <summary>Operations for each photo, one after the other.</summary>
    public int NumOps { get; init; } = 2;

    /// <summary>Strength of all of them, of 30.</summary>
    public int Magnitude { get; init; } = 9;

    internal IReadOnlyList<Problem> Validate(string path) => new Check(path)
        .Range("numOps", NumOps, 1, 10)
        .Range("magnitude", Magnitude, 0, 30)
        .Problems;
}

/// <summary>A box of the photo that is replaced by the mean colour; torchvision's <c>RandomErasing</c>.</summary>
public sealed record RandomErasingOptions
{
    /// <summary>Share of photos, in [0, 1].</summary>
    public double Probability { get; init; } = 0.5;

    /// <summary>Least share of the area.</summary>
    public double MinScale { get; init; } = 0.02;

    /// <summary>Largest share of the area.</summary>
    public double MaxScale { get; init; } = 0.33;

    /// <summary>Least width over height; the largest is its inverse.</summary>
    public double MinRatio { get; init; } = 0.3;

    internal IReadOnlyList<Problem> Validate(string path) => new Check(path)
        .Range("probability", Probability, 0.0, 1.0)
        .That(MinScale > 0 && MinScale <= MaxScale && MaxScale < 1, "minScale",
            FormattableString.Invariant($"and maxScale are {MinScale} and {MaxScale}; they must be in (0, 1) and in order"))
        .That(MinRatio is > 0 and <= 1, "minRatio", FormattableString.Invariant($"is {MinRatio}; it must be in (0, 1]"))
        .Problems;
}
