namespace ImageClassifier.Vision.Weights.Pretrained;

/// <summary>Where files of weights are looked for.</summary>
/// <param name="Own">A folder that the person who runs this filled, or null.</param>
/// <param name="Cache">PyTorch's cache of downloads, which need not exist.</param>
/// <param name="Working">What a relative path starts from.</param>
public sealed record WeightsFolders(string? Own, string Cache, string Working)
{
    /// <summary>The environment variable that names <see cref="Own"/>.</summary>
    public const string OwnVariable = "IMAGECLASSIFIER_WEIGHTS";

    /// <summary>As the environment says; the cache is where <c>torch.hub</c> keeps its own.</summary>
    /// <param name="variable">The value of an environment variable, or null.</param>
    public static WeightsFolders FromEnvironment(Func<string, string?> variable)
    {
        string torch = Value("TORCH_HOME") ?? Path.Combine(
            Value("XDG_CACHE_HOME") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"), "torch");
        return new WeightsFolders(Value(OwnVariable), Path.Combine(torch, "hub", "checkpoints"), Environment.CurrentDirectory);

        string? Value(string name) => variable(name) is { Length: > 0 } value ? value : null;
    }
}
