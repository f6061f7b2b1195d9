using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Interop;

/// <summary>Kinds of an operator's argument; the numbers are those of native/bridge.h.</summary>
internal enum Tag
{
    Default = -1,
    None = 0,
    Tensor = 1,
    Int = 2,
    Double = 3,
    Bool = 4,
    IntList = 5,
    DoubleList = 6,
    TensorList = 7,
    String = 8,
    Device = 9,
    Generator = 10,
}

/// <summary>One argument of an operator, before it is laid out for the native side. Converts from everything an operator takes.</summary>
internal readonly struct Value
{
    /// <summary>What the operator's schema says.</summary>
    internal static Value Default => new(Tag.Default, 0);

    internal static Value None => new(Tag.None, 0);

    private Value(Tag tag, long bits, object? item = null)
    {
        Tag = tag;
        Bits = bits;
        Item = item;
    }

    internal Tag Tag { get; }

    internal long Bits { get; }

    /// <summary>The tensor, array or string behind the value; alive until the call has returned.</summary>
    internal object? Item { get; }

    public static implicit operator Value(Tensor? tensor) => tensor is null ? None : new(Tag.Tensor, tensor.Handle, tensor);

    public static implicit operator Value(Tensor?[] tensors) => new(Tag.TensorList, 0, tensors);

    public static implicit operator Value(long value) => new(Tag.Int, value);

    public static implicit operator Value(double value) => new(Tag.Double, BitConverter.DoubleToInt64Bits(value));

    public static implicit operator Value(bool value) => new(Tag.Bool, value ? 1 : 0);

    public static implicit operator Value(long? value) => value is { } some ? some : None;

    public static implicit operator Value(double? value) => value is { } some ? some : None;

    public static implicit operator Value(bool? value) => value is { } some ? some : None;

    public static implicit operator Value(long[]? list) => list is null ? None : new(Tag.IntList, 0, list);

    public static implicit operator Value(ReadOnlySpan<long> list) => list.ToArray();

    public static implicit operator Value(double[]? list) => list is null ? None : new(Tag.DoubleList, 0, list);

    public static implicit operator Value(string? text) => text is null ? None : new(Tag.String, 0, text);

    public static implicit operator Value(ScalarType dtype) => new(Tag.Int, (long)dtype);

    public static implicit operator Value(ScalarType? dtype) => dtype is { } some ? some : None;

    public static implicit operator Value(Device? device) =>
        device is null ? None : new(Tag.Device, ((long)device.type << 32) | (uint)(device.index + 1));

    public static implicit operator Value(Generator? generator) =>
        generator is null ? None : new(Tag.Generator, generator.Handle, generator);

    public static implicit operator Value(Scalar? scalar) => scalar switch
    {
        null => None,
        { Type: ScalarType.Bool } => scalar.ToBoolean(),
        { IsFloatingPoint: true } => scalar.ToDouble(),
        _ => scalar.ToInt64(),
    };
}

/// <summary>`struct Value` of native/bridge.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeValue
{
    internal Tag Tag;
    internal int Count;
    internal long Data;
}

/// <summary>`struct TensorInfo` of native/bridge.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TensorInfo
{
    internal long* Sizes;
    internal long* Strides;
    internal long NumberOfElements;
    internal long StorageOffset;
    internal int Dimensions;
    internal int DType;
    internal int ElementSize;
    internal int DeviceType;
    internal int DeviceIndex;
    internal byte RequiresGrad;
    internal byte IsLeaf;
    internal byte IsContiguous;
    internal byte IsSparse;
}
