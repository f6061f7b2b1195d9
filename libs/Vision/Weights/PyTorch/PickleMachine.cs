using System.Buffers.Binary;
using System.Text;

namespace ImageClassifier.Vision.Weights.PyTorch;

/// <summary>What a pickle holds.</summary>
/// <param name="Value">The object.</param>
/// <param name="Length">Bytes of the pickle.</param>
/// <param name="Storages">Those that it mentions, by key.</param>
internal sealed record PickleResult(object? Value, int Length, IReadOnlyDictionary<string, PickleStorage> Storages);

/// <summary>
/// Runs one pickle, Python's format of objects, as far as files of weights need it. Names are looked up in <see cref="PickleGlobals"/>
/// only, so that a pickle cannot run anything, and every step takes at least one byte, so that time and memory are bounded by the file.
/// </summary>
internal sealed class PickleMachine
{
    // Those of the largest networks have about 0.3 MB; an object takes some hundred times the byte that asks for it.
    private const int MaxLength = 4 << 20;

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly List<object?> _stack = [];
    private readonly Dictionary<uint, object?> _memo = [];
    private readonly Dictionary<string, PickleStorage> _storages = new(StringComparer.Ordinal);
    private int _at;

    private PickleMachine(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    /// <summary>Runs the pickle at the beginning of the bytes.</summary>
    /// <exception cref="InvalidDataException">It is cut short, damaged, or asks for more than weights need.</exception>
    public static PickleResult Run(ReadOnlyMemory<byte> bytes)
    {
        var machine = new PickleMachine(bytes.Length > MaxLength ? bytes[..MaxLength] : bytes);
        while (machine.Step()) { }
        return new PickleResult(machine.Pop(), machine._at, machine._storages);
    }

    /// <returns>False at the end.</returns>
    private bool Step()
    {
        byte code = Take(1)[0];
        switch ((PickleOpcode)code)
        {
            case PickleOpcode.Protocol:
                byte version = Take(1)[0];
                if (version > 5) throw Damaged($"is of protocol {version}");
                break;
            case PickleOpcode.Frame: Take(8); break;
            case PickleOpcode.Stop: return false;

            case PickleOpcode.None: Push(null); break;
            case PickleOpcode.NewTrue: Push(true); break;
            case PickleOpcode.NewFalse: Push(false); break;
            case PickleOpcode.BinInt: Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4))); break;
            case PickleOpcode.BinInt1: Push((long)Take(1)[0]); break;
            case PickleOpcode.BinInt2: Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2))); break;
            case PickleOpcode.Long1: Push(Long(Take(Take(1)[0]))); break;
            case PickleOpcode.BinFloat: Push(BinaryPrimitives.ReadDoubleBigEndian(Take(8))); break;
            case PickleOpcode.BinUnicode: Push(Text(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)))); break;
            case PickleOpcode.ShortBinUnicode: Push(Text(Take(1)[0])); break;
            case PickleOpcode.BinUnicode8: Push(Text(BinaryPrimitives.ReadUInt64LittleEndian(Take(8)))); break;
            case PickleOpcode.BinString: Push(Text(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)))); break;
            case PickleOpcode.ShortBinString: Push(Text(Take(1)[0])); break;

            case PickleOpcode.Mark: Push(PickleMark.Instance); break;
            case PickleOpcode.Pop: Pop(orMark: true); break;
            case PickleOpcode.PopMark: PopToMark(); break;
            case PickleOpcode.Duplicate: Push(Top()); break;

            case PickleOpcode.EmptyTuple: Push(new PickleTuple([])); break;
            case PickleOpcode.Tuple1: PushTuple(1); break;
            case PickleOpcode.Tuple2: PushTuple(2); break;
            case PickleOpcode.Tuple3: PushTuple(3); break;
            case PickleOpcode.Tuple: Push(new PickleTuple(PopToMark())); break;
            case PickleOpcode.EmptyList: Push(new PickleList()); break;
            case PickleOpcode.List: PushList(PopToMark()); break;
            case PickleOpcode.EmptyDict: Push(new PickleDict()); break;
            case PickleOpcode.Dict: PushDict(PopToMark()); break;
            case PickleOpcode.Append: Append([Pop()]); break;
            case PickleOpcode.Appends: Append(PopToMark()); break;
            case PickleOpcode.SetItem: SetItem(); break;
            case PickleOpcode.SetItems: Set(PopToMark()); break;

            case PickleOpcode.BinPut: _memo[Take(1)[0]] = Top(); break;
            case PickleOpcode.LongBinPut: _memo[BinaryPrimitives.ReadUInt32LittleEndian(Take(4))] = Top(); break;
            case PickleOpcode.Memoize: _memo[(uint)_memo.Count] = Top(); break;
            case PickleOpcode.BinGet: Push(Recall(Take(1)[0])); break;
            case PickleOpcode.LongBinGet: Push(Recall(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)))); break;

            case PickleOpcode.Global: Push(PickleGlobals.Find(Line(), Line())); break;
            case PickleOpcode.StackGlobal: PushGlobal(); break;
            case PickleOpcode.Reduce: Reduce(); break;
            case PickleOpcode.Build: Build(); break;
            case PickleOpcode.BinPersistentId: PushStorage(); break;
            default: throw Damaged($"has the instruction 0x{code:x2}, which weights do not need");
        }
        return true;
    }

    private void Reduce()
    {
        object? arguments = Pop();
        Push(PickleGlobals.Call(Pop(), arguments));
    }

    /// <summary>Attributes of an object: an OrderedDict's are PyTorch's notes on versions, which are not needed.</summary>
    private void Build()
    {
        object? state = Pop();
        Top<PickleDict>("a dict to give attributes to");
        if (state is not PickleDict) throw Damaged($"gives a dict {PickleGlobals.Describe(state)} for attributes");
    }

    private void PushStorage()
    {
        PickleStorage storage = PickleGlobals.Storage(Pop());
        if (_storages.TryAdd(storage.Key, storage) || _storages[storage.Key].Type == storage.Type) Push(storage);
        else throw Damaged($"gives storage {PickleGlobals.Describe(storage.Key)} two types");
    }

    private void PushGlobal()
    {
        object? name = Pop(), module = Pop();
        if (name is not string nameText || module is not string moduleText) throw Damaged("asks for something that has no name");
        Push(PickleGlobals.Find(moduleText, nameText));
    }

    private void PushTuple(int count)
    {
        var items = new object?[count];
        for (int i = count - 1; i >= 0; i--) items[i] = Pop();
        Push(new PickleTuple(items));
    }

    private void PushList(object?[] items)
    {
        var list = new PickleList();
        list.Items.AddRange(items);
        Push(list);
    }

    private void PushDict(object?[] pairs)
    {
        Push(new PickleDict());
        Set(pairs);
    }

    private void Append(object?[] items) => Top<PickleList>("a list").Items.AddRange(items);

    private void SetItem()
    {
        object? value = Pop();
        Set([Pop(), value]);
    }

    private void Set(object?[] pairs)
    {
        if (pairs.Length % 2 != 0) throw Damaged("has a key without a value");
        PickleDict dict = Top<PickleDict>("a dict");
        for (int i = 0; i < pairs.Length; i += 2) dict.Items[PickleGlobals.Key(pairs[i])] = pairs[i + 1];
    }

    private object? Recall(uint index) =>
        _memo.TryGetValue(index, out object? value) ? value : throw Damaged($"recalls value {index}, which it never kept");

    private void Push(object? value) => _stack.Add(value);

    private object? Pop(bool orMark = false)
    {
        if (_stack.Count == 0) throw Damaged("takes a value where there is none");
        object? value = _stack[^1];
        if (value is PickleMark && !orMark) throw Damaged("takes a value where there is none");
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private object? Top() => _stack.Count > 0
        && _stack[^1] is not PickleMark ? _stack[^1] : throw Damaged("needs a value where there is none");

    private T Top<T>(string what) where T : class => Top() as T ?? throw Damaged($"needs {what} where {PickleGlobals.Describe(Top())} is");

    private object?[] PopToMark()
    {
        int mark = _stack.FindLastIndex(value => value is PickleMark);
        if (mark < 0) throw Damaged("closes what was never opened");
        object?[] items = [.. _stack[(mark + 1)..]];
        _stack.RemoveRange(mark, _stack.Count - mark);
        return items;
    }

    /// <summary>Two's complement, least byte first.</summary>
    private static long Long(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 8) throw Damaged($"has a whole number of {bytes.Length} bytes");
        long value = bytes.Length > 0 && (bytes[^1] & 0x80) != 0 ? -1 : 0;
        for (int i = bytes.Length - 1; i >= 0; i--) value = value << 8 | bytes[i];
        return value;
    }

    private string Text(ulong length) => Decode(Take(length));

    private string Line()
    {
        int length = _bytes.Span[_at..].IndexOf((byte)'\n');
        if (length < 0) throw Damaged("ends within a name");
        string line = Decode(Take((uint)length));
        Take(1);
        return line;
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        // Python 2 wrote names as bytes; those of weights are ASCII in any encoding.
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw Damaged("has a text that is not valid UTF-8");
        }
    }

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)(_bytes.Length - _at)) throw Damaged($"ends within an instruction at byte {_at}");
        ReadOnlySpan<byte> taken = _bytes.Span.Slice(_at, (int)count);
        _at += (int)count;
        return taken;
    }

    private static InvalidDataException Damaged(string what) => new($"pth: the pickle {what}");
}
