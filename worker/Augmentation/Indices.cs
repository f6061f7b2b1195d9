using static TorchSharp.torch;

namespace ImageClassifier.Worker.Augmentation;

/// <summary>Places in a batch, for torch.</summary>
internal static class Indices
{
    /// <returns>[n] int64.</returns>
    public static Tensor Of(IEnumerable<int> places, Device device) => tensor(places.Select(place => (long)place).ToArray()).to(device);
}
