using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ImageClassifier.Vision.Networks;

/// <summary>Sandler et al. 2018, table 2, of width 1, as torchvision's <c>mobilenet_v2</c>. A stage for each size of map, and the
/// classifier.</summary>
internal sealed class MobilenetV2 : ImageNetwork
{
    private const long StemChannels = 32, LastChannels = 1280;

    // Columns t, c, n and s of the table.
    private static readonly (long Expansion, long Channels, int Repeats, long Stride)[] Rows =
        [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)];

    // The fields' names are the first part of their parameters' names.
    private readonly ConvSequence features;
    private readonly Sequential classifier;

    public MobilenetV2(int classes, double dropout)
        : base(nameof(MobilenetV2), Features(0, 1), Features(2, 3), Features(4, 6), Features(7, 13), Features(14, 18), ["classifier."])
    {
        var layers = new List<nn.Module<Tensor, Tensor>> { InvertedResidual.ConvNormRelu6(3, StemChannels, kernel: 3, stride: 2) };
        long inputs = StemChannels;
        foreach ((long expansion, long channels, int repeats, long stride) in Rows)
        {
            for (int i = 0; i < repeats; i++)
            {
                layers.Add(new InvertedResidual(inputs, channels, i == 0 ? stride : 1, expansion));
                inputs = channels;
            }
        }
        layers.Add(InvertedResidual.ConvNormRelu6(inputs, LastChannels, kernel: 1));
        features = new ConvSequence(layers);
        Linear linear = nn.Linear(LastChannels, classes);
        classifier = nn.Sequential(nn.Dropout(dropout), linear);
        RegisterComponents();
        // As torchvision begins.
        foreach (Conv2d conv in modules().OfType<Conv2d>()) nn.init.kaiming_normal_(conv.weight, mode: nn.init.FanInOut.FanOut);
        nn.init.normal_(linear.weight, 0, 0.01);
        nn.init.zeros_(linear.bias!);
    }

    private protected override Tensor Map(Tensor input) => features.call(input);

    public override Tensor Pool(Tensor map) => Average(map);

    public override Tensor Classify(Tensor features) => classifier.call(features);

    private static string[] Features(int first, int last) => [.. Enumerable.Range(first, last - first + 1).Select(i => $"features.{i}.")];
}
