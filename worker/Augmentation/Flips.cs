using TorchSharp;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Augmentation;

/// <summary>Mirrors some photos of a batch, exactly.</summary>
internal static class Flips
{
    /// <param name="values">[N, 3, H, W].</param>
    /// <param name="x">[N] whether left and right change places.</param>
    /// <param name="y">[N] whether top and bottom do.</param>
    public static Tensor Apply(Tensor values, bool[] x, bool[] y) => Mirror(Mirror(values, x, 3), y, 2);

    private static Tensor Mirror(Tensor values, bool[] which, long dimension)
    {
        if (!which.Contains(true)) return values;
        if (!which.Contains(false)) return values.flip(dimension);
        using DisposeScope scope = NewDisposeScope();
        Tensor mask = tensor(which).reshape(which.Length, 1, 1, 1).to(values.device);
        return where(mask, values.flip(dimension), values).MoveToOuterDisposeScope();
    }
}
