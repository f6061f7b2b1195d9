using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>The whole numbers from 0 up to, and without, <paramref name="stop"/>.</summary>
    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(0, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(start, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Finish(Aten.Call("arange.start_step", start, stop, step, dtype, Value.None, InitializeDevice(device)), requires_grad);

    /// <summary>Evenly spaced numbers, both ends included.</summary>
    public static Tensor linspace(double start, double end, long steps, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Finish(Aten.Call("linspace", start, end, steps, dtype ?? defaultDtype, Value.None, InitializeDevice(device)), requires_grad);

    /// <summary>Ones on the diagonal; square where no columns are given.</summary>
    public static Tensor eye(long rows, long columns = -1, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Finish(Aten.Call("eye.m", rows, columns < 0 ? rows : columns, dtype ?? defaultDtype, Value.None, InitializeDevice(device)),
            requires_grad, names);

    public static Tensor zeros_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) => Finish(Aten.Call("zeros_like", input, dtype, Value.None, device), requires_grad, names);

    public static Tensor ones_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) => Finish(Aten.Call("ones_like", input, dtype, Value.None, device), requires_grad, names);

    public static Tensor empty_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) => Finish(Aten.Call("empty_like", input, dtype, Value.None, device), requires_grad, names);

    public static Tensor full_like(Tensor input, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) => Finish(Aten.Call("full_like", input, value, dtype, Value.None, device), requires_grad, names);

    public static Tensor rand_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(Aten.Call("rand_like", input, dtype, Value.None, device), requires_grad);

    public static Tensor randn_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(Aten.Call("randn_like", input, dtype, Value.None, device), requires_grad);

    /// <summary>A tensor with strides of the caller's choice, its elements whatever its memory holds.</summary>
    public static Tensor empty_strided(long[] size, long[] strides, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        Finish(Aten.Call("empty_strided", size, strides, dtype ?? defaultDtype, Value.None, InitializeDevice(device)), requires_grad,
            names);

    /// <summary>Random integers from 0 up to, and without, <paramref name="high"/>.</summary>
    public static Tensor randint(long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        randint(0, high, size, dtype, device, requires_grad, generator, names);

    public static Tensor randint(long low, long high, long[] size, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        Finish(Aten.Call("randint.low_generator", low, high, size, generator, dtype ?? ScalarType.Int64, Value.None,
            InitializeDevice(device)), requires_grad, names);

    /// <summary>The numbers 0 to n - 1 in random order.</summary>
    public static Tensor randperm(long n, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null) =>
        Finish(Aten.Call("randperm.generator", n, generator, dtype ?? ScalarType.Int64, Value.None, InitializeDevice(device)),
            requires_grad);

    private static Tensor Make(string op, ReadOnlySpan<long> size, ScalarType? dtype, Device? device, bool requires_grad, string[]? names)
    {
        dtype ??= defaultDtype;
        device = InitializeDevice(device);
        return Finish(op == "empty"
            ? Aten.Call("empty.memory_format", size, dtype, Value.None, device)
            : Aten.Call(op, size, dtype, Value.None, device), requires_grad, names);
    }

    private static Tensor MakeRandom(string op, ReadOnlySpan<long> size, ScalarType? dtype, Device? device, bool requires_grad,
        Generator? generator, string[]? names) =>
        Finish(Aten.Call(op + ".generator", size, generator, dtype ?? defaultDtype, Value.None, InitializeDevice(device)),
            requires_grad, names);

    private static Tensor Finish(Tensor tensor, bool requires_grad, string[]? names = null)
    {
        if (names is { Length: > 0 })
        {
            throw new NotSupportedException("Named dimensions are not supported; leave `names` out.");
        }
        return requires_grad ? tensor.requires_grad_() : tensor;
    }
}
