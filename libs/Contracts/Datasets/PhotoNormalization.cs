namespace ImageClassifier.Contracts.Datasets;

/// <summary>
/// How photos become the numbers that a network learns from. It stands in the manifest that is trained on and in the card of the model that
/// comes of it, so that training, evaluation and serving cannot differ. The defaults are those of records that were written before it stood
/// there.
/// </summary>
public sealed record PhotoNormalization
{
    /// <summary>Mean and standard deviation of the ImageNet training photos: what torchvision's models expect.</summary>
    public static PhotoNormalization ImageNet { get; } = new();

    /// <summary>Subtracted from RGB in [0, 1], one value a channel.</summary>
    public IReadOnlyList<float> Mean { get; init; } = [0.485f, 0.456f, 0.406f];

    /// <summary>Divides what the mean left, one value a channel.</summary>
    public IReadOnlyList<float> Std { get; init; } = [0.229f, 0.224f, 0.225f];

    /// <summary>Shorter side of a stored photo in pixels; larger photos were scaled down to it.</summary>
    public int StoredShortSide { get; init; } = 512;

    /// <summary>JPEG quality of a stored photo, 1 to 100.</summary>
    public int JpegQuality { get; init; } = 92;
}
