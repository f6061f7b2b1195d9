using ImageClassifier.Vision.Weights.Tensors;

namespace ImageClassifier.Vision.Weights.PyTorch;

// What a pickle can hold here: null, bool, long, double, string, and these.

/// <summary>A Python dict or OrderedDict. Whole numbers as keys are kept as their digits.</summary>
internal sealed class PickleDict
{
    public Dictionary<string, object?> Items { get; } = new(StringComparer.Ordinal);
}

internal sealed class PickleList
{
    public List<object?> Items { get; } = [];
}

internal sealed record PickleTuple(object?[] Items);

/// <summary>Where a run of a mark's items begins; never leaves the machine's stack.</summary>
internal sealed class PickleMark
{
    public static PickleMark Instance { get; } = new();
}

/// <summary>What a global name stands for: something that may be called, or a type of storage.</summary>
internal abstract record PickleGlobal;

/// <summary>The functions that may be called. They only make containers and describe tensors.</summary>
internal sealed record PickleFunction(PickleCallable Callable) : PickleGlobal;

internal enum PickleCallable
{
    OrderedDict,
    RebuildTensor,
    RebuildTensorV2,
    RebuildParameter,
}

internal sealed record PickleStorageType(SafetensorsType Type) : PickleGlobal;

/// <summary>Numbers that lie elsewhere in the file, from element <c>Offset</c> of the run that has the key.</summary>
internal sealed record PickleStorage(SafetensorsType Type, string Key, long Offset, long Length);

/// <summary>A view of a storage: sizes and strides in elements.</summary>
internal sealed record PickleTensor(PickleStorage Storage, long Offset, long[] Sizes, long[] Strides);
