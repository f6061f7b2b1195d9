namespace ImageClassifier.Core.Experiments;

/// <summary>How a photo becomes the network's input.</summary>
public sealed record DataOptions
{
    /// <summary>Side of the square input in pixels.</summary>
    public int ImageSize { get; init; } = 96;

    /// <summary>Random changes applied to training photos only.</summary>
    public AugmentationOptions Augmentation { get; init; } = new();

    internal IReadOnlyList<Problem> Validate(string path) => new Check(path)
        .Range("imageSize", ImageSize, 32, 512)
        .That(ImageSize % 8 == 0, "imageSize", $"is {ImageSize}; it must be a multiple of 8")
        .Include(Augmentation.Validate($"{path}.augmentation"))
        .Problems;
}

/// <summary>Random changes of a training photo, drawn anew for every photo and epoch; the defaults change nothing.</summary>
public sealed record AugmentationOptions
{
    /// <summary>Probability of a left-right mirror, in [0, 1].</summary>
    public double HorizontalFlip { get; init; }

    /// <summary>Largest rotation either way, in degrees.</summary>
    public double Rotation { get; init; }

    internal IReadOnlyList<Problem> Validate(string path) => new Check(path)
        .Range("horizontalFlip", HorizontalFlip, 0.0, 1.0)
        .Range("rotation", Rotation, 0.0, 180.0)
        .Problems;
}
