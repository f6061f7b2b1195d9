using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ImageClassifier.Vision.Networks;

/// <summary>
/// Densely connected networks, Huang et al. 2017, table 1, as torchvision's <c>densenet121</c>. A stage for the stem, each dense block with
/// the transition that follows it, and the classifier.
/// </summary>
internal sealed class Densenet : ImageNetwork
{
    private const long Growth = 32, StemChannels = 64;

    private static readonly int[] Blocks = [6, 12, 24, 16];

    // The fields' names are the first part of their parameters' names.
    private readonly ConvSequence features;
    private readonly Dropout dropout;
    private readonly Linear classifier;

    public Densenet(int classes, double dropoutProbability)
        : base(nameof(Densenet), ["features.conv0.", "features.norm0."], ["features.denseblock1.", "features.transition1."],
            ["features.denseblock2.", "features.transition2."], ["features.denseblock3.", "features.transition3."],
            ["features.denseblock4.", "features.norm5."], ["classifier."])
    {
        var layers = new List<(string, nn.Module<Tensor, Tensor>)>
        {
            ("conv0", nn.Conv2d(3, StemChannels, kernel_size: 7, stride: 2, padding: 3, bias: false)),
            ("norm0", nn.BatchNorm2d(StemChannels)),
            ("relu0", nn.ReLU(inplace: true)),
            ("pool0", nn.MaxPool2d(kernel_size: 3, stride: 2, padding: 1)),
        };
        long channels = StemChannels;
        for (int i = 0; i < Blocks.Length; i++)
        {
            layers.Add(($"denseblock{i + 1}", new DenseBlock(channels, Growth, Blocks[i])));
            channels += Blocks[i] * Growth;
            if (i == Blocks.Length - 1) break;
            layers.Add(($"transition{i + 1}", Transition(channels)));
            channels /= 2;
        }
        layers.Add(("norm5", nn.BatchNorm2d(channels)));
        features = new ConvSequence(layers);
        dropout = nn.Dropout(dropoutProbability);
        classifier = nn.Linear(channels, classes);
        RegisterComponents();
        // As torchvision begins.
        foreach (Conv2d conv in modules().OfType<Conv2d>()) nn.init.kaiming_normal_(conv.weight);
        nn.init.zeros_(classifier.bias!);
    }

    private protected override Tensor Map(Tensor input)
    {
        using Tensor normalized = features.call(input);
        return nn.functional.relu(normalized, inplace: true);
    }

    public override Tensor Pool(Tensor map) => Average(map);

    public override Tensor Classify(Tensor features)
    {
        using Tensor kept = dropout.call(features);
        return classifier.call(kept);
    }

    /// <summary>Half the channels and half the size.</summary>
    private static ConvSequence Transition(long channels) => new(
        ("norm", nn.BatchNorm2d(channels)),
        ("relu", nn.ReLU(inplace: true)),
        ("conv", nn.Conv2d(channels, channels / 2, kernel_size: 1, bias: false)),
        ("pool", nn.AvgPool2d(kernel_size: 2, stride: 2)));
}
