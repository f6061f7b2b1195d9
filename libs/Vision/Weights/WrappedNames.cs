using ImageClassifier.Vision.Weights.Tensors;

namespace ImageClassifier.Vision.Weights;

/// <summary>Takes off what PyTorch's wrappers put before the names of a network's arrays.</summary>
internal static class WrappedNames
{
    // torch.compile, also of a part of a network: no module of a published network has this name.
    private const string Compiled = "_orig_mod.";

    // DataParallel, DistributedDataParallel and AveragedModel; Lightning and others that hold the network in a field.
    private static readonly string[] Wrappers = ["module.", "model."];

    /// <summary>The arrays under the names of the network inside, however often it is wrapped.</summary>
    /// <exception cref="InvalidDataException">Two arrays would have one name.</exception>
    public static IReadOnlyDictionary<string, SafetensorsTensor> Unwrap(IReadOnlyDictionary<string, SafetensorsTensor> tensors)
    {
        Dictionary<string, string> names =
            tensors.Keys.ToDictionary(name => name, name => name.Replace(Compiled, "", StringComparison.Ordinal));
        while (Wrappers.FirstOrDefault(wrapper => IsAroundAll(names.Values, wrapper)) is { } around)
            foreach ((string name, string inner) in names.ToList())
                if (inner.StartsWith(around, StringComparison.Ordinal)) names[name] = inner[around.Length..];
        var result = new Dictionary<string, SafetensorsTensor>(StringComparer.Ordinal);
        foreach ((string name, string inner) in names)
            if (!result.TryAdd(inner, tensors[name]))
                throw new InvalidDataException(
                    $"{name} and another array are both {inner} without their wrappers; give the state dict of one network");
        return result;
    }

    /// <summary>Whether every array of a module is in it; a wrapper's own counters, like AveragedModel's <c>n_averaged</c>, have no
    /// module.</summary>
    private static bool IsAroundAll(IEnumerable<string> names, string wrapper)
    {
        string[] inModules = [.. names.Where(name => name.Contains('.'))];
        return inModules.Length > 0 && inModules.All(name => name.StartsWith(wrapper, StringComparison.Ordinal));
    }
}
