using ImageClassifier.Vision.Weights.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace ImageClassifier.Vision.Weights;

/// <summary>Between the tensors of a network and the arrays of a safetensors file.</summary>
public static class StateDict
{
    /// <summary>A copy of the module's parameters and buffers, each name preceded by <paramref name="prefix"/>.</summary>
    public static IEnumerable<KeyValuePair<string, SafetensorsTensor>> Save(nn.Module module, string prefix = "")
    {
        using DisposeScope _ = NewDisposeScope();
        return [.. module.state_dict().Select(pair => KeyValuePair.Create(prefix + pair.Key, ToArray(pair.Value)))];
    }

    /// <summary>Copies arrays into the module's parameters and buffers, from the names that begin with <paramref name="prefix"/>.</summary>
    /// <exception cref="InvalidDataException">Arrays are missing, left over, or of another shape; the message names them.</exception>
    public static void Load(nn.Module module, IReadOnlyDictionary<string, SafetensorsTensor> tensors, string prefix = "")
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable ungraded = no_grad();
        Dictionary<string, Tensor> targets = module.state_dict();
        Dictionary<string, SafetensorsTensor> sources = tensors.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value);
        List<string> problems =
        [
            .. targets.Keys.Except(sources.Keys).Order(StringComparer.Ordinal).Select(name => $"{name} is missing"),
            .. sources.Keys.Except(targets.Keys).Order(StringComparer.Ordinal).Select(name => $"{name} belongs to another network"),
            .. targets.Where(pair => sources.TryGetValue(pair.Key, out SafetensorsTensor? source)
                && !source.Shape.SequenceEqual(pair.Value.shape))
                .Select(pair =>
                    $"{pair.Key} is [{string.Join(", ", sources[pair.Key].Shape)}] instead of [{string.Join(", ", pair.Value.shape)}]"),
        ];
        if (problems.Count > 0) throw new InvalidDataException($"these weights do not fit the network: {string.Join("; ", problems)}");
        foreach ((string name, Tensor target) in targets) target.copy_(ToTensor(sources[name]));
    }

    /// <summary>A copy of the tensor, from whichever device.</summary>
    public static SafetensorsTensor ToArray(Tensor tensor)
    {
        using DisposeScope _ = NewDisposeScope();
        Tensor local = tensor.detach().cpu().contiguous();
        return new SafetensorsTensor(TypeOf(local.dtype), local.shape, local.bytes.ToArray());
    }

    /// <summary>A new tensor in main memory.</summary>
    public static Tensor ToTensor(SafetensorsTensor array)
    {
        Tensor tensor = empty([.. array.Shape], TypeOf(array.Type));
        array.Data.Span.CopyTo(tensor.bytes);
        return tensor;
    }

    private static SafetensorsType TypeOf(ScalarType type) => type switch
    {
        ScalarType.Bool => SafetensorsType.Bool,
        ScalarType.Byte => SafetensorsType.U8,
        ScalarType.Int8 => SafetensorsType.I8,
        ScalarType.Int16 => SafetensorsType.I16,
        ScalarType.Int32 => SafetensorsType.I32,
        ScalarType.Int64 => SafetensorsType.I64,
        ScalarType.Float16 => SafetensorsType.F16,
        ScalarType.BFloat16 => SafetensorsType.BF16,
        ScalarType.Float32 => SafetensorsType.F32,
        ScalarType.Float64 => SafetensorsType.F64,
        _ => throw new NotSupportedException($"tensors of {type} have no place in a safetensors file"),
    };

    private static ScalarType TypeOf(SafetensorsType type) => type switch
    {
        SafetensorsType.Bool => ScalarType.Bool,
        SafetensorsType.U8 => ScalarType.Byte,
        SafetensorsType.I8 => ScalarType.Int8,
        SafetensorsType.I16 => ScalarType.Int16,
        SafetensorsType.I32 => ScalarType.Int32,
        SafetensorsType.I64 => ScalarType.Int64,
        SafetensorsType.F16 => ScalarType.Float16,
        SafetensorsType.BF16 => ScalarType.BFloat16,
        SafetensorsType.F32 => ScalarType.Float32,
        SafetensorsType.F64 => ScalarType.Float64,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "is not an element type"),
    };
}
