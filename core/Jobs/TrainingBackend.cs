using ImageClassifier.Core.Imaging;

namespace ImageClassifier.Core.Jobs;

/// <summary>
/// The libraries that compute a result. Others round differently, and draw other random numbers from the same seed, so they make other jobs,
/// other features, other models.
/// </summary>
public static class TrainingBackend
{
    /// <summary>Of the packages that vision refers to; a test there compares them.</summary>
    public const string Torch = "TorchSharp 0.107.0, libtorch 2.10.0";

    /// <summary>What trains, and what decodes the photos that it is trained on.</summary>
    public const string Version = $"{Torch}; {ImagingBackend.Version}";
}
