using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ImageClassifier.Vision.Networks;

/// <summary>
/// Iandola et al. 2016 in version 1.1, as torchvision's <c>squeezenet1_1</c>. It has no batch norm, and its classifier is a 1×1
/// convolution over the map, whose mean the logits are. A stage for each size of map, and the classifier.
/// </summary>
internal sealed class Squeezenet : ImageNetwork
{
    // The fields' names are the first part of their parameters' names.
    private readonly ConvSequence features;
    private readonly Sequential classifier;

    public Squeezenet(int classes, double dropout)
        : base(nameof(Squeezenet), ["features.0."], ["features.3.", "features.4."], ["features.6.", "features.7."],
            ["features.9.", "features.10.", "features.11.", "features.12."], ["classifier."])
    {
        features = new ConvSequence(
            nn.Conv2d(3, 64, kernel_size: 3, stride: 2), nn.ReLU(inplace: true), Halve(),
            new Fire(64, 16, 64), new Fire(128, 16, 64), Halve(),
            new Fire(128, 32, 128), new Fire(256, 32, 128), Halve(),
            new Fire(256, 48, 192), new Fire(384, 48, 192), new Fire(384, 64, 256), new Fire(512, 64, 256));
        Conv2d last = nn.Conv2d(512, classes, kernel_size: 1);
        classifier = nn.Sequential(nn.Dropout(dropout), last, nn.ReLU(inplace: true), nn.AdaptiveAvgPool2d(1));
        RegisterComponents();
        // As torchvision begins.
        foreach (Conv2d conv in modules().OfType<Conv2d>())
        {
            if (ReferenceEquals(conv, last)) nn.init.normal_(conv.weight, 0, 0.01);
            else nn.init.kaiming_uniform_(conv.weight);
            nn.init.zeros_(conv.bias!);
        }
    }

    private protected override Tensor Map(Tensor input) => features.call(input);

    public override Tensor Pool(Tensor map) => map.alias();

    public override Tensor Classify(Tensor features)
    {
        using Tensor pooled = classifier.call(features);
        return pooled.flatten(1);
    }

    private static MaxPool2d Halve() => nn.MaxPool2d(kernel_size: 3, stride: 2, ceil_mode: true);
}
