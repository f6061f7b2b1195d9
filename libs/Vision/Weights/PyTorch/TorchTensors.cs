using ImageClassifier.Vision.Weights.Tensors;

namespace ImageClassifier.Vision.Weights.PyTorch;

/// <summary>From the views that a pickle describes to arrays of their own.</summary>
internal static class TorchTensors
{
    // The usual keys of training scripts, Lightning and DeepSpeed; a checkpoint of several has the first of these.
    private static readonly string[] WhereTheStateDictIs = ["state_dict", "model_state_dict", "model", "net", "network", "module"];

    private const int MaxDepth = 8;

    /// <summary>
    /// The tensors of a state dict by name, or of the one that a checkpoint has under <c>state_dict</c> or <c>model</c>, however deep. What
    /// is not a tensor is left out.
    /// </summary>
    /// <param name="root">What the pickle gave.</param>
    /// <param name="storages">The bytes of a storage; throws where there are none.</param>
    /// <param name="maxBytes">Of all arrays together.</param>
    /// <exception cref="InvalidDataException">There are no tensors, or they do not lie within their storages.</exception>
    public static IReadOnlyDictionary<string, SafetensorsTensor> ToArrays(object? root, Func<PickleStorage, ReadOnlyMemory<byte>> storages,
        long maxBytes)
    {
        if (root is not PickleDict dict)
            throw new InvalidDataException($"pth: the file holds {PickleGlobals.Describe(root)} instead of a state dict");
        // A dictionary that holds itself would never end: a pickle can make one.
        for (int depth = 0; depth < MaxDepth && Inner(dict) is { } inner; depth++) dict = inner;
        var arrays = new Dictionary<string, SafetensorsTensor>(StringComparer.Ordinal);
        long left = maxBytes;
        foreach ((string name, object? value) in dict.Items)
        {
            if (value is not PickleTensor tensor) continue;
            SafetensorsTensor array = ToArray(name, tensor, storages, left);
            left -= array.Data.Length;
            arrays.Add(name, array);
        }
        return arrays.Count > 0
            ? arrays
            : throw new InvalidDataException(
                $"pth: there are no tensors among the {dict.Items.Count} entries; save the state dict: torch.save(model.state_dict(), "
                    + $"...)");
    }

    private static PickleDict? Inner(PickleDict dict) =>
        WhereTheStateDictIs.Select(key => dict.Items.GetValueOrDefault(key)).OfType<PickleDict>().FirstOrDefault();

    private static SafetensorsTensor ToArray(string name, PickleTensor tensor, Func<PickleStorage, ReadOnlyMemory<byte>> storages,
        long maxBytes)
    {
        PickleStorage storage = tensor.Storage;
        int element = storage.Type.Size();
        if (SafetensorsTensor.ByteLength(storage.Type, tensor.Sizes) is not { } length || length > maxBytes || length > Array.MaxLength)
            throw new InvalidDataException($"pth: {name} of [{string.Join(", ", tensor.Sizes)}] is larger than the file allows");
        if (length == 0) return new SafetensorsTensor(storage.Type, tensor.Sizes, ReadOnlyMemory<byte>.Empty);

        Int128 last = tensor.Offset;
        for (int i = 0; i < tensor.Sizes.Length; i++) last += (Int128)(tensor.Sizes[i] - 1) * tensor.Strides[i];
        if (last >= storage.Length)
            throw new InvalidDataException($"pth: {name} reaches to element {last} of a storage of {storage.Length}");
        ReadOnlyMemory<byte> bytes = storages(storage).Slice(checked((int)(tensor.Offset * element)));
        return new SafetensorsTensor(storage.Type, tensor.Sizes,
            IsContiguous(tensor) ? bytes[..(int)length] : Gather(tensor, bytes.Span, element, (int)length));
    }

    private static bool IsContiguous(PickleTensor tensor)
    {
        long expected = 1;
        for (int i = tensor.Sizes.Length - 1; i >= 0; i--)
        {
            if (tensor.Sizes[i] != 1 && tensor.Strides[i] != expected) return false;
            expected *= tensor.Sizes[i];
        }
        return true;
    }

    /// <summary>Row-major copy of what lies at the strides.</summary>
    private static byte[] Gather(PickleTensor tensor, ReadOnlySpan<byte> bytes, int element, int length)
    {
        byte[] result = new byte[length];
        long[] index = new long[tensor.Sizes.Length];
        long from = 0;
        for (int to = 0; to < length; to += element)
        {
            bytes.Slice((int)(from * element), element).CopyTo(result.AsSpan(to));
            for (int i = index.Length - 1; i >= 0; i--)
            {
                from += tensor.Strides[i];
                if (++index[i] < tensor.Sizes[i]) break;
                from -= tensor.Strides[i] * index[i];
                index[i] = 0;
            }
        }
        return result;
    }
}
