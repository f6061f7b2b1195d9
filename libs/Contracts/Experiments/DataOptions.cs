namespace ImageClassifier.Contracts.Experiments;

/// <summary>How a photo becomes the network's input.</summary>
public sealed record DataOptions
{
    /// <summary>Side of the square input in pixels.</summary>
    public int ImageSize { get; init; } = 96;

    /// <summary>
    /// Length that a photo's shorter side is scaled to before the middle square of <see cref="ImageSize"/> is cut out; 256 for 224 is
    /// usual. Null is the image size: nothing of the shorter side is cut off.
    /// </summary>
    public int? ResizeSize { get; init; }

    /// <summary>Random changes applied to training photos only.</summary>
    public AugmentationOptions Augmentation { get; init; } = new();

    /// <summary>Averages the predictions for the photo and its mirror image, when validating and when serving.</summary>
    public bool TestTimeAugmentation { get; init; }

    internal IReadOnlyList<Problem> Validate(string path) => new Check(path)
        .Range("imageSize", ImageSize, 32, 512)
        .That(ImageSize % 8 == 0, "imageSize", $"is {ImageSize}; it must be a multiple of 8")
        .That(ResizeSize is null || (ResizeSize >= ImageSize && ResizeSize <= 2 * ImageSize), "resizeSize",
            $"is {ResizeSize}; it must be between imageSize and twice that")
        .Include(Augmentation.Validate($"{path}.augmentation"))
        .Problems;
}
