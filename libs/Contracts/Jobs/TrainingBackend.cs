namespace ImageClassifier.Contracts.Jobs;

/// <summary>
/// The libraries that compute a result. Others round differently, and draw other random numbers from the same seed, so they make other
/// jobs, other features, other models.
/// </summary>
public static class TrainingBackend
{
    /// <summary>Of the packages that Vision refers to; a test there compares them.</summary>
    public const string Torch = "TorchSharp 0.107.0, libtorch 2.10.0";

    /// <summary>Version of libvips that Imaging refers to; a test there compares them.</summary>
    public const string Libvips = "8.18.7";

    /// <summary>
    /// Part of the name of everything that is computed from pixels: job ids, features, caches of decoded photos. Raise the last number with
    /// every change of how photos are normalized, decoded or scaled.
    /// </summary>
    public const string Pixels = $"libvips {Libvips}, pixels 2";

    /// <summary>What trains, and what decodes the photos that it is trained on.</summary>
    public const string Version = $"{Torch}; {Pixels}";
}
