using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using static TorchSharp.torch;

namespace TorchSharp.Interop;

/// <summary>
/// Calls ATen operators by the names of PyTorch's native_functions.yaml: "relu", "add.Tensor". Arguments are in the order of the
/// operator's schema, keyword-only ones included; those left out at the end take the schema's defaults.
/// </summary>
internal static unsafe class Aten
{
    private static readonly ConcurrentDictionary<string, IntPtr> Operators = new(StringComparer.Ordinal);

    /// <summary>An operator with one tensor as its result.</summary>
    internal static Tensor Call(string op, params ReadOnlySpan<Value> arguments) => new((IntPtr)Invoke(op, arguments)[0].Data);

    /// <summary>An operator with two tensors as its result.</summary>
    internal static (Tensor, Tensor) CallPair(string op, params ReadOnlySpan<Value> arguments)
    {
        var results = Invoke(op, arguments);
        return (new((IntPtr)results[0].Data), new((IntPtr)results[1].Data));
    }

    /// <summary>An operator with a list of tensors as its result.</summary>
    internal static Tensor[] CallMany(string op, params ReadOnlySpan<Value> arguments)
    {
        var results = Invoke(op, arguments);
        var tensors = new Tensor[results.Length];
        for (int i = 0; i < tensors.Length; i++)
        {
            tensors[i] = new((IntPtr)results[i].Data);
        }
        return tensors;
    }

    /// <summary>An operator whose result is a number: the bits of an integer, a truth value or a double, by its tag.</summary>
    internal static (Tag Tag, long Bits) CallNumber(string op, params ReadOnlySpan<Value> arguments)
    {
        var result = Invoke(op, arguments)[0];
        return (result.Tag, result.Data);
    }

    internal static bool CallBool(string op, params ReadOnlySpan<Value> arguments) => Invoke(op, arguments)[0].Data != 0;

    /// <summary>An operator called for what it does to its arguments; what it returns is released.</summary>
    internal static void Do(string op, params ReadOnlySpan<Value> arguments)
    {
        foreach (var result in Invoke(op, arguments))
        {
            if (result.Tag == Tag.Tensor)
            {
                Native.bridge_tensor_release((IntPtr)result.Data);
            }
        }
    }

    /// <summary>Lays the arguments out in native form and calls. The span is valid until this thread's next call.</summary>
    private static ReadOnlySpan<NativeValue> Invoke(string op, ReadOnlySpan<Value> arguments)
    {
        if (!Operators.TryGetValue(op, out IntPtr handle))
        {
            handle = Operators.GetOrAdd(op, Find(op));
        }
        int words = 0;
        foreach (var argument in arguments)
        {
            words += Words(argument);
        }
        NativeValue* native = stackalloc NativeValue[Math.Max(arguments.Length, 1)];
        Span<long> arena = words <= 128 ? stackalloc long[Math.Max(words, 1)] : GC.AllocateUninitializedArray<long>(words, pinned: true);
        long* next = (long*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(arena));
        for (int i = 0; i < arguments.Length; i++)
        {
            native[i] = Lay(arguments[i], next);
            next += Words(arguments[i]);
        }
        int status = Native.bridge_call(handle, native, arguments.Length, out var results, out int count);
        foreach (var argument in arguments)
        {
            GC.KeepAlive(argument.Item);
        }
        Native.Check(status);
        return new(results, count);
    }

    private static IntPtr Find(string op)
    {
        int dot = op.IndexOf('.');
        var (name, overload) = dot < 0 ? (op, "") : (op[..dot], op[(dot + 1)..]);
        Native.Check(Native.bridge_find_operator("aten::" + name, overload, out IntPtr found));
        return found;
    }

    /// <summary>How many 8-byte words of the arena a value's list takes.</summary>
    private static int Words(in Value value) => value.Tag switch
    {
        Tag.IntList => ((long[])value.Item!).Length,
        Tag.DoubleList => ((double[])value.Item!).Length,
        Tag.TensorList => ((Tensor?[])value.Item!).Length,
        Tag.String => Encoding.UTF8.GetMaxByteCount(((string)value.Item!).Length) / 8 + 1,
        _ => 0,
    };

    private static NativeValue Lay(in Value value, long* arena)
    {
        switch (value.Tag)
        {
            case Tag.IntList:
                var integers = (long[])value.Item!;
                integers.CopyTo(new Span<long>(arena, integers.Length));
                return new() { Tag = Tag.IntList, Count = integers.Length, Data = (long)arena };
            case Tag.DoubleList:
                var numbers = (double[])value.Item!;
                numbers.CopyTo(new Span<double>(arena, numbers.Length));
                return new() { Tag = Tag.DoubleList, Count = numbers.Length, Data = (long)arena };
            case Tag.TensorList:
                var tensors = (Tensor?[])value.Item!;
                for (int i = 0; i < tensors.Length; i++)
                {
                    arena[i] = tensors[i]?.Handle ?? 0;
                }
                return new() { Tag = Tag.TensorList, Count = tensors.Length, Data = (long)arena };
            case Tag.String:
                var text = (string)value.Item!;
                int bytes = Encoding.UTF8.GetBytes(text, new Span<byte>(arena, Words(value) * 8));
                return new() { Tag = Tag.String, Count = bytes, Data = (long)arena };
            default:
                return new() { Tag = value.Tag, Data = value.Bits };
        }
    }
}
