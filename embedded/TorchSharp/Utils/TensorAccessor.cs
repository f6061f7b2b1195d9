using System.Collections;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Utils;

/// <summary>The elements of a tensor on the CPU, in the order of its dimensions, whatever its strides.</summary>
/// <typeparam name="T">The tensor's element type.</typeparam>
public sealed class TensorAccessor<T> : IDisposable, IEnumerable<T>
    where T : unmanaged
{
    private readonly Tensor tensor;
    private readonly long[] shape;
    private readonly long[] strides;
    private readonly bool contiguous;

    internal TensorAccessor(Tensor tensor)
    {
        // A reference of its own: the accessor stays valid when the tensor is disposed.
        this.tensor = tensor.alias().DetachFromDisposeScope();
        shape = tensor.shape;
        strides = tensor.stride();
        contiguous = tensor.is_contiguous();
        Count = tensor.numel();
    }

    public long Count { get; }

    public bool IsReadOnly => false;

    /// <summary>One element by its position in every dimension, or by one index over all.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such element.</exception>
    public T this[params long[] indices]
    {
        get => At(Offset(indices));
        set => At(Offset(indices)) = value;
    }

    /// <summary>A copy in one dimension.</summary>
    public T[] ToArray()
    {
        var result = new T[Count];
        CopyTo(result.AsSpan());
        return result;
    }

    /// <summary>A copy with the tensor's dimensions.</summary>
    public Array ToNDArray()
    {
        if (shape.Length == 0)
        {
            return ToArray();
        }
        var result = Array.CreateInstance(typeof(T), shape);
        CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(result)), result.Length));
        return result;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    /// <summary>Copies elements from a position on, as many as there are and as fit.</summary>
    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        Span<T> target = array[arrayIndex..];
        long count = Math.Min(target.Length, Count - tensorIndex);
        if (contiguous)
        {
            MemoryMarshal.Cast<byte, T>(tensor.Bytes).Slice((int)tensorIndex, (int)count).CopyTo(target);
            return;
        }
        for (long i = 0; i < count; i++)
        {
            target[(int)i] = At(Offset(tensorIndex + i));
        }
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom(array.AsSpan(), arrayIndex, tensorIndex);

    /// <summary>Copies into the tensor from a position on, as many as there are and as fit.</summary>
    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        ReadOnlySpan<T> source = array[arrayIndex..];
        long count = Math.Min(source.Length, Count - tensorIndex);
        for (long i = 0; i < count; i++)
        {
            At(Offset(tensorIndex + i)) = source[(int)i];
        }
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (long i = 0; i < Count; i++)
        {
            yield return At(Offset(i));
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose() => tensor.Dispose();

    private unsafe ref T At(long offset) => ref ((T*)tensor.DataPointer)[offset];

    private long Offset(long[] indices)
    {
        if (indices.Length == 1)
        {
            return Offset(indices[0]);
        }
        if (indices.Length != shape.Length)
        {
            throw new IndexOutOfRangeException($"{indices.Length} indices for {shape.Length} dimensions.");
        }
        long offset = 0;
        for (int i = 0; i < indices.Length; i++)
        {
            if (indices[i] < 0 || indices[i] >= shape[i])
            {
                throw new IndexOutOfRangeException($"{indices[i]} >= {shape[i]} in dimension {i}.");
            }
            offset += indices[i] * strides[i];
        }
        return offset;
    }

    private long Offset(long index)
    {
        if (index < 0 || index >= Count)
        {
            throw new IndexOutOfRangeException($"{index} in a collection of {Count} elements.");
        }
        if (contiguous)
        {
            return index;
        }
        long offset = 0;
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            (index, long position) = Math.DivRem(index, shape[i]);
            offset += position * strides[i];
        }
        return offset;
    }
}
