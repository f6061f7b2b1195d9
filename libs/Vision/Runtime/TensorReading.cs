using TorchSharp;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace ImageClassifier.Vision.Runtime;

/// <summary>From tensors to arrays.</summary>
public static class TensorReading
{
    /// <summary>A copy of all elements in row-major order, from whichever device.</summary>
    /// <exception cref="ArgumentException"><typeparamref name="T"/> is not the element type.</exception>
    public static T[] ToArray<T>(this Tensor tensor) where T : unmanaged
    {
        using DisposeScope scope = NewDisposeScope();
        // An accessor keeps a tensor of its own alive until it is disposed.
        using TensorAccessor<T> elements = tensor.cpu().data<T>();
        return elements.ToArray();
    }
}
