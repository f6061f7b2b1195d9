using ImageClassifier.Contracts.Experiments;
using static TorchSharp.torch;

namespace ImageClassifier.Vision.Networks;

/// <summary>
/// A network from [N, 3, H, W] normalized photos to [N, classes] logits in three steps, <see cref="FeatureMap"/>, <see cref="Pool"/> and
/// <see cref="Classify"/>, whose layers lie in stages from the stem, number 0, to the classifier. Parameters and buffers have torchvision's
/// names.
/// </summary>
public abstract class ImageNetwork : nn.Module<Tensor, Tensor>
{
    private readonly string[][] _stages;

    /// <param name="name">Of the network.</param>
    /// <param name="stages">
    /// What the parameters' names of each stage begin with, each beginning up to and with a dot; the last stage is the classifier and has
    /// one.
    /// </param>
    private protected ImageNetwork(string name, params string[][] stages)
        : base(name) => _stages = stages;

    /// <summary>Number of stages, the classifier included.</summary>
    public int StageCount => _stages.Length;

    /// <summary>What the names of the classifier's parameters begin with, and no others: <c>fc.</c>, <c>classifier.</c></summary>
    public string HeadPrefix => _stages[^1][0];

    /// <summary>The stage that a parameter or buffer belongs to: 0 is the stem, <see cref="StageCount"/> - 1 the classifier.</summary>
    /// <param name="parameterName">As in the state dict: <c>layer1.0.conv1.weight</c>.</param>
    /// <exception cref="ArgumentException">The network has nothing of such a name.</exception>
    public int StageOf(string parameterName)
    {
        int stage =
            Array.FindIndex(_stages, prefixes => prefixes.Any(prefix => parameterName.StartsWith(prefix, StringComparison.Ordinal)));
        return stage >= 0 ? stage : throw new ArgumentException($"{GetName()} has no stage with {parameterName}", nameof(parameterName));
    }

    /// <summary>What convolutions compute in; parameters, norms' statistics, the feature map and the logits are float32 in any
    /// case.</summary>
    public Precision Precision { get; internal set; }

    /// <summary>The last map of features that the photo's places have: [N, 3, H, W] to [N, C, h, w]. Channels-last stays
    /// channels-last.</summary>
    public Tensor FeatureMap(Tensor input)
    {
        if (Precision == Precision.Float32) return Map(input);
        using Tensor narrow = input.to(ScalarType.BFloat16);
        using Tensor map = Map(narrow);
        return map.to(ScalarType.Float32);
    }

    /// <summary><see cref="FeatureMap"/> in the element type of the input.</summary>
    private protected abstract Tensor Map(Tensor input);

    /// <summary>From the map to what the classifier takes, as a new reference: [N, C, h, w] to [N, F], or the map itself where the
    /// classifier takes that.</summary>
    public abstract Tensor Pool(Tensor map);

    /// <summary>Dropout and classifier: what <see cref="Pool"/> gave to [N, classes] logits.</summary>
    public abstract Tensor Classify(Tensor features);

    public sealed override Tensor forward(Tensor input)
    {
        using Tensor map = FeatureMap(input);
        using Tensor features = Pool(map);
        return Classify(features);
    }

    /// <summary>The mean over all places: [N, C, h, w] to [N, C].</summary>
    private protected static Tensor Average(Tensor map)
    {
        using Tensor pooled = nn.functional.adaptive_avg_pool2d(map, 1);
        return pooled.flatten(1);
    }
}
