using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// A tensor of one dimension over the elements of an array, without a copy where the element type stays: writing to one shows in
    /// the other. The array stays pinned for as long as the tensor uses it.
    /// </summary>
    /// <param name="rawArray">One-dimensional array of numbers.</param>
    /// <param name="dtype">Element type of the result; another one than the array's converts, it does not reinterpret the bytes.</param>
    /// <param name="count">How many elements; -1 takes all from the offset on.</param>
    /// <param name="offset">The first element.</param>
    /// <param name="requires_grad">Whether operations on the result are recorded.</param>
    /// <exception cref="ArgumentException">The offset lies outside of the array.</exception>
    /// <exception cref="IndexOutOfRangeException">The array has fewer elements.</exception>
    public static Tensor frombuffer(Array rawArray, ScalarType dtype, long count = -1, long offset = 0, bool requires_grad = false)
    {
        if (offset < 0 || offset >= rawArray.LongLength)
        {
            throw new ArgumentException($"invalid value for 'offset': {offset}");
        }
        long available = rawArray.LongLength - offset;
        if (count > available)
        {
            throw new IndexOutOfRangeException($"element count is too large: {count}");
        }
        return Share(rawArray, [count < 0 ? available : count], offset, dtype, CPU, requires_grad);
    }

    /// <summary>A tensor over the memory of an array, of its shape; without a copy where element type and device stay.</summary>
    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, null, device);

    public static Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false,
        string[]? names = null) => Finish(Share(rawArray, Shape(rawArray), 0, dtype, device, false), requires_grad, names);

    public static Tensor as_tensor(Array data, ScalarType? dtype = null, Device? device = null) => from_array(data, dtype, device);

    public static Tensor as_tensor(Tensor data, ScalarType? dtype = null, Device? device = null) =>
        data.to(dtype ?? data.dtype, device ?? data.device);

    /// <summary>Copies the values into a new tensor.</summary>
    /// <exception cref="ArgumentException">There are fewer values than the shape has elements.</exception>
    internal static Tensor FromValues<T>(ReadOnlySpan<T> values, ReadOnlySpan<long> dimensions, ScalarType? dtype, Device? device,
        bool requires_grad, string[]? names = null) where T : unmanaged
    {
        long elements = 1;
        foreach (long dimension in dimensions)
        {
            elements *= dimension;
        }
        if (elements > values.Length)
        {
            throw new ArgumentException($"mismatched total size creating a tensor from an array: {elements} vs. {values.Length}");
        }
        var source = ToScalarType(typeof(T));
        var result = empty(dimensions, source, CPU);
        MemoryMarshal.AsBytes(values[..(int)elements]).CopyTo(result.Bytes);
        return Finish(Converted(result, dtype ?? source, device), requires_grad, names);
    }

    private static unsafe Tensor FromArray<T>(Array values, ScalarType? dtype, Device? device, bool requires_grad, string[]? names)
        where T : unmanaged
    {
        fixed (byte* pinned = &MemoryMarshal.GetArrayDataReference(values))
        {
            return FromValues(new ReadOnlySpan<T>(pinned, values.Length), Shape(values), dtype, device, requires_grad, names);
        }
    }

    private static unsafe Tensor Share(Array values, long[] dimensions, long offset, ScalarType? dtype, Device? device, bool requires_grad)
    {
        var elementType = values.GetType().GetElementType()!;
        var source = ToScalarType(elementType);
        // GCHandle does not pin bool[]; those are copied.
        if (elementType == typeof(bool))
        {
            var copy = empty(dimensions, source, CPU);
            fixed (byte* first = &MemoryMarshal.GetArrayDataReference(values))
            {
                new ReadOnlySpan<byte>(first + offset, checked((int)copy.numel())).CopyTo(copy.Bytes);
            }
            return Finish(Converted(copy, dtype ?? source, device), requires_grad);
        }
        var pin = GCHandle.Alloc(values, GCHandleType.Pinned);
        byte* data = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(values)) + offset * source.ElementSize();
        IntPtr handle;
        int status;
        fixed (long* sizes = dimensions)
        {
            status = Native.bridge_tensor_from_blob(data, sizes, dimensions.Length, (int)source, &Unpin, GCHandle.ToIntPtr(pin),
                out handle);
        }
        if (status != 0)
        {
            pin.Free();
            Native.Check(status);
        }
        return Finish(Converted(new(handle), dtype ?? source, device), requires_grad);
    }

    [UnmanagedCallersOnly]
    private static void Unpin(IntPtr pin) => GCHandle.FromIntPtr(pin).Free();

    private static long[] Shape(Array values) => [.. Enumerable.Range(0, values.Rank).Select(values.GetLongLength)];

    private static Tensor Converted(Tensor tensor, ScalarType dtype, Device? device)
    {
        device = InitializeDevice(device);
        return tensor.dtype == dtype && device.type == DeviceType.CPU ? tensor : tensor.to(dtype, device, disposeAfter: true);
    }
}
