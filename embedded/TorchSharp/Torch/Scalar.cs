using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>A number with its element type, as an operator takes one: an integer, a float or a truth value.</summary>
public sealed class Scalar : IDisposable
{
    private readonly long integer;
    private readonly double number;

    private Scalar(ScalarType type, long integer, double number)
    {
        Type = type;
        this.integer = integer;
        this.number = number;
    }

    public ScalarType Type { get; }

    internal bool IsFloatingPoint => is_floating_point(Type);

    internal double AsDouble => number;

    /// <exception cref="OverflowException">A float that no Int64 holds.</exception>
    internal long AsInt64 => IsFloatingPoint ? checked((long)number) : integer;

    public static implicit operator Scalar(bool value) => Integer(ScalarType.Bool, value ? 1 : 0);

    public static implicit operator Scalar(byte value) => Integer(ScalarType.Byte, value);

    public static implicit operator Scalar(sbyte value) => Integer(ScalarType.Int8, value);

    public static implicit operator Scalar(short value) => Integer(ScalarType.Int16, value);

    public static implicit operator Scalar(int value) => Integer(ScalarType.Int32, value);

    public static implicit operator Scalar(long value) => Integer(ScalarType.Int64, value);

    public static implicit operator Scalar(Half value) => Float(ScalarType.Float16, (double)value);

    public static implicit operator Scalar(float value) => Float(ScalarType.Float32, value);

    public static implicit operator Scalar(double value) => Float(ScalarType.Float64, value);

    /// <summary>Nothing native stands behind a scalar; the method is there because callers may write `using`.</summary>
    public void Dispose()
    {
    }

    internal static Scalar Integer(ScalarType type, long value) => new(type, value, value);

    internal static Scalar Float(ScalarType type, double value) => new(type, 0, value);
}
