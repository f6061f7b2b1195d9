namespace ImageClassifier.Vision.Weights.Tensors;

/// <summary>One array of a safetensors file.</summary>
public sealed class SafetensorsTensor
{
    /// <param name="type">Of the elements.</param>
    /// <param name="shape">Lengths of the dimensions; empty for a single number.</param>
    /// <param name="data">Row-major, little-endian.</param>
    /// <exception cref="ArgumentException">Shape and data do not agree.</exception>
    public SafetensorsTensor(SafetensorsType type, IReadOnlyList<long> shape, ReadOnlyMemory<byte> data)
    {
        if (ByteLength(type, shape) != data.Length)
        {
            throw new ArgumentException(
                $"{data.Length} bytes do not fill [{string.Join(", ", shape)}] of {type.Name()}", nameof(data));
        }
        (Type, Shape, Data) = (type, shape, data);
    }

    public SafetensorsType Type { get; }

    public IReadOnlyList<long> Shape { get; }

    /// <summary>Row-major, little-endian.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>Bytes of an array; null where a length is negative or the product leaves 64 bits.</summary>
    internal static long? ByteLength(SafetensorsType type, IReadOnlyList<long> shape)
    {
        Int128 bytes = type.Size();
        foreach (long length in shape)
        {
            if (length < 0) return null;
            bytes *= length;
            if (bytes > long.MaxValue) return null;
        }
        return (long)bytes;
    }
}
