using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Conversions of single elements, and the official package's own file format for tensors.</summary>
public static class TensorExtensionMethods
{
    public static bool ToBoolean(this Tensor value) => value.ToScalar().ToBoolean();

    public static byte ToByte(this Tensor value) => value.ToScalar().ToByte();

    public static sbyte ToSByte(this Tensor value) => value.ToScalar().ToSByte();

    public static short ToInt16(this Tensor value) => value.ToScalar().ToInt16();

    public static int ToInt32(this Tensor value) => value.ToScalar().ToInt32();

    public static long ToInt64(this Tensor value) => value.ToScalar().ToInt64();

    public static Half ToHalf(this Tensor value) => value.ToScalar().ToHalf();

    public static float ToSingle(this Tensor value) => value.ToScalar().ToSingle();

    public static double ToDouble(this Tensor value) => value.ToScalar().ToDouble();

    /// <summary>Bytes of one element.</summary>
    public static int ElementSize(this ScalarType type) => type switch
    {
        ScalarType.Byte or ScalarType.Int8 or ScalarType.Bool => 1,
        ScalarType.Int16 or ScalarType.Float16 or ScalarType.BFloat16 => 2,
        ScalarType.Int32 or ScalarType.Float32 => 4,
        ScalarType.Int64 or ScalarType.Float64 or ScalarType.ComplexFloat32 => 8,
        ScalarType.ComplexFloat64 => 16,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an element type."),
    };

    public static Parameter AsParameter(this Tensor tensor) => new(tensor);

    /// <summary>Writes element type, shape and elements; integers as LEB128.</summary>
    public static void Save(this Tensor tensor, BinaryWriter writer)
    {
        using var scope = NewDisposeScope();
        writer.Write7BitEncodedInt64((long)tensor.dtype);
        writer.Write7BitEncodedInt64(tensor.ndim);
        foreach (long length in tensor.shape)
        {
            writer.Write7BitEncodedInt64(length);
        }
        writer.Flush();
        tensor.cpu().WriteBytesToStream(writer.BaseStream);
    }

    /// <summary>Reads what <see cref="Save"/> wrote into a tensor of the same type and shape, or over it.</summary>
    /// <exception cref="ArgumentException">Type or shape differ.</exception>
    public static void Load(this Tensor tensor, BinaryReader reader, bool skip = false)
    {
        using var loaded = Load(reader);
        if (loaded.dtype != tensor.dtype)
        {
            throw new ArgumentException($"Mismatched tensor data types while loading: {loaded.dtype} into {tensor.dtype}.");
        }
        if (skip)
        {
            return;
        }
        if (!loaded.shape.AsSpan().SequenceEqual(tensor.shape))
        {
            throw new ArgumentException($"Mismatched tensor shape while loading: {loaded} into {tensor}.");
        }
        using (no_grad())
        {
            tensor.copy_(loaded);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote into a new tensor on the CPU.</summary>
    public static Tensor Load(BinaryReader reader, bool skip = false)
    {
        var type = (ScalarType)reader.Read7BitEncodedInt64();
        var shape = new long[reader.Read7BitEncodedInt64()];
        for (int i = 0; i < shape.Length; i++)
        {
            shape[i] = reader.Read7BitEncodedInt64();
        }
        var tensor = empty(shape, type, CPU);
        tensor.ReadBytesFromStream(reader.BaseStream);
        return tensor;
    }
}
