using static TorchSharp.torch;

namespace ImageClassifier.Worker.Data;

/// <summary>All decoded photos of a manifest, in its order. Owns its blocks.</summary>
/// <param name="Views">Of side I: what validation and serving see.</param>
/// <param name="Wholes">Of side S: whole photos squeezed into a square; null where nothing asks for more than the view.</param>
internal sealed record PhotoStore(PixelBlock Views, PixelBlock? Wholes) : IDisposable
{
    /// <summary>[N, 3, I, I] uint8.</summary>
    public Tensor View => Views.Pixels;

    /// <summary>[N, 3, S, S] uint8.</summary>
    public Tensor? Whole => Wholes?.Pixels;

    /// <summary>[N] width over height of each photo.</summary>
    public IReadOnlyList<double> Aspects => Views.Aspects;

    public void Dispose()
    {
        Views.Dispose();
        Wholes?.Dispose();
    }
}
