using TorchSharp;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Data;

/// <summary>All decoded photos of a manifest, in its order. Owns its tensors, which are in main memory or in a mapped file.</summary>
/// <param name="View">[N, 3, I, I] uint8: what validation and serving see.</param>
/// <param name="Whole">[N, 3, S, S] uint8: whole photos squeezed into a square; null where nothing asks for more than the view.</param>
/// <param name="Aspects">[N] width over height of each photo.</param>
internal sealed record PhotoStore(Tensor View, Tensor? Whole, IReadOnlyList<double> Aspects) : IDisposable
{
    public void Dispose()
    {
        View.Dispose();
        Whole?.Dispose();
    }
}
