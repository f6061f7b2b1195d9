using ImageClassifier.Vision.Weights.Tensors;

namespace ImageClassifier.Vision.Weights.PyTorch;

/// <summary>The global names that a file of weights may mention, and what calling one of them gives. Nothing else is looked up or
/// run.</summary>
internal static class PickleGlobals
{
    // More than PyTorch's own operators take.
    private const int MaxDimensions = 16;

    private static readonly Dictionary<string, PickleGlobal> Known = new(StringComparer.Ordinal)
    {
        ["collections.OrderedDict"] = new PickleFunction(PickleCallable.OrderedDict),
        ["torch._utils._rebuild_tensor"] = new PickleFunction(PickleCallable.RebuildTensor),
        ["torch._utils._rebuild_tensor_v2"] = new PickleFunction(PickleCallable.RebuildTensorV2),
        ["torch._utils._rebuild_parameter"] = new PickleFunction(PickleCallable.RebuildParameter),
        ["torch.FloatStorage"] = new PickleStorageType(SafetensorsType.F32),
        ["torch.DoubleStorage"] = new PickleStorageType(SafetensorsType.F64),
        ["torch.HalfStorage"] = new PickleStorageType(SafetensorsType.F16),
        ["torch.BFloat16Storage"] = new PickleStorageType(SafetensorsType.BF16),
        ["torch.LongStorage"] = new PickleStorageType(SafetensorsType.I64),
        ["torch.IntStorage"] = new PickleStorageType(SafetensorsType.I32),
        ["torch.ShortStorage"] = new PickleStorageType(SafetensorsType.I16),
        ["torch.CharStorage"] = new PickleStorageType(SafetensorsType.I8),
        ["torch.ByteStorage"] = new PickleStorageType(SafetensorsType.U8),
        ["torch.BoolStorage"] = new PickleStorageType(SafetensorsType.Bool),
    };

    /// <exception cref="InvalidDataException">The name is not one of those that weights need.</exception>
    public static PickleGlobal Find(string module, string name) => Known.TryGetValue($"{module}.{name}", out PickleGlobal? global)
        ? global
        : throw new InvalidDataException(
            $"pth: the pickle asks for {Shown(module)}.{Shown(name)}; only tensors in dicts, lists and tuples are read. Save the state "
                + $"dict alone: torch.save(model.state_dict(), ...)");

    /// <summary>What <c>REDUCE</c> gives.</summary>
    /// <exception cref="InvalidDataException">The arguments are not those of the function.</exception>
    public static object? Call(object? function, object? arguments)
    {
        if (function is not PickleFunction { Callable: var callable } || arguments is not PickleTuple { Items: var items })
            throw new InvalidDataException($"pth: the pickle calls {Describe(function)} with {Describe(arguments)}");
        return (callable, items) switch
        {
            (PickleCallable.OrderedDict, []) => new PickleDict(),
            // As Python 2 wrote it: a list of pairs.
            (PickleCallable.OrderedDict, [PickleList pairs]) => ToDict(pairs),
            (PickleCallable.RebuildTensor, [PickleStorage storage, long offset, PickleTuple sizes, PickleTuple strides]) =>
                ToTensor(storage, offset, sizes, strides),
            (PickleCallable.RebuildTensorV2, [PickleStorage storage, long offset, PickleTuple sizes, PickleTuple strides, ..]) =>
                ToTensor(storage, offset, sizes, strides),
            (PickleCallable.RebuildParameter, [PickleTensor tensor, ..]) => tensor,
            _ => throw new InvalidDataException(
                $"pth: the pickle calls {callable} with ({string.Join(", ", items.Take(8).Select(Describe))})"),
        };
    }

    /// <summary>What a persistent id stands for: ("storage", type, key, location, length[, view]).</summary>
    /// <exception cref="InvalidDataException">It is not of that form.</exception>
    public static PickleStorage Storage(object? id)
    {
        if (id is not PickleTuple { Items: ["storage", PickleStorageType type, string key, string, long length, ..] rest } || length < 0)
            throw new InvalidDataException($"pth: a persistent id is {Describe(id)} and not of a storage");
        return rest.Length == 5 || rest[5] is null
            ? new PickleStorage(type.Type, key, 0, length)
            // A view, as PyTorch before 0.4 wrote it: (key, offset, length) within the storage.
            : rest[5] is PickleTuple { Items: [string, long offset, long viewed] } && offset >= 0 && viewed >= 0
                && offset <= length - viewed
                ? new PickleStorage(type.Type, key, offset, viewed)
                : throw new InvalidDataException($"pth: storage {Shown(key)} has the view {Describe(rest[5])}");
    }

    /// <summary>A value in a word or two, never at length.</summary>
    public static string Describe(object? value) => value switch
    {
        null => "None",
        bool or long or double => FormattableString.Invariant($"{value}"),
        string text => $"\"{Shown(text)}\"",
        PickleDict => "a dict",
        PickleList => "a list",
        PickleTuple => "a tuple",
        PickleFunction { Callable: var callable } => callable.ToString(),
        PickleStorageType { Type: var type } => $"the storage type {type}",
        PickleStorage => "a storage",
        PickleTensor => "a tensor",
        _ => "something else",
    };

    private static string Shown(string text) =>
        string.Concat(text.Take(80).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)) + (text.Length > 80 ? "..." : "");

    private static PickleDict ToDict(PickleList pairs)
    {
        var dict = new PickleDict();
        foreach (object? pair in pairs.Items)
        {
            (object? key, object? value) = pair switch
            {
                PickleList { Items: [var k, var v] } => (k, v),
                PickleTuple { Items: [var k, var v] } => (k, v),
                _ => throw new InvalidDataException($"pth: an OrderedDict is made of {Describe(pair)}"),
            };
            dict.Items[Key(key)] = value;
        }
        // Once is enough: what is copied again and again would take time without end.
        pairs.Items.Clear();
        return dict;
    }

    /// <exception cref="InvalidDataException">Neither a text nor a whole number.</exception>
    public static string Key(object? key) => key switch
    {
        string text => text,
        long number => FormattableString.Invariant($"{number}"),
        _ => throw new InvalidDataException($"pth: a dict has {Describe(key)} for a key"),
    };

    private static PickleTensor ToTensor(PickleStorage storage, long offset, PickleTuple sizes, PickleTuple strides)
    {
        if (offset < 0 || sizes.Items.Length != strides.Items.Length || sizes.Items.Length > MaxDimensions)
            throw new InvalidDataException(
                $"pth: a tensor has offset {offset}, {sizes.Items.Length} sizes and {strides.Items.Length} strides");
        return new PickleTensor(storage, offset, Lengths(sizes), Lengths(strides));
    }

    private static long[] Lengths(PickleTuple tuple) =>
        [.. tuple.Items.Select(item => item is long length
            && length >= 0 ? length : throw new InvalidDataException($"pth: a size or stride is {Describe(item)}"))];
}
