using static TorchSharp.torch;

namespace ImageClassifier.Worker.Data;

/// <summary>One square of every photo of a manifest. Owns its tensor, which belongs to no dispose scope.</summary>
/// <param name="Pixels">[N, 3, S, S] uint8, in main memory or in a mapped file.</param>
/// <param name="Aspects">[N] width over height of the photos.</param>
internal sealed record PixelBlock(Tensor Pixels, IReadOnlyList<double> Aspects) : IDisposable
{
    public void Dispose() => Pixels.Dispose();
}

/// <summary>Takes in photos, from several threads.</summary>
internal interface IPixelWriter : IDisposable
{
    /// <param name="photo">Its place.</param>
    /// <param name="pixels">[3, S, S].</param>
    /// <param name="aspect">Width over height of the photo.</param>
    void Write(int photo, byte[] pixels, double aspect);

    /// <summary>To be called when all photos are written; the block is the caller's.</summary>
    PixelBlock Complete();
}

/// <summary>Keeps photos in main memory.</summary>
internal sealed class PixelMemory(int count, int size) : IPixelWriter
{
    private readonly Tensor _pixels = empty([count, 3, size, size], ScalarType.Byte).DetachFromDisposeScope();
    private readonly double[] _aspects = new double[count];
    private bool _complete;

    public void Write(int photo, byte[] pixels, double aspect)
    {
        using Tensor place = _pixels.narrow(0, photo, 1);
        pixels.CopyTo(place.bytes);
        _aspects[photo] = aspect;
    }

    public PixelBlock Complete()
    {
        _complete = true;
        return new PixelBlock(_pixels, _aspects);
    }

    public void Dispose()
    {
        if (!_complete) _pixels.Dispose();
    }
}
