using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ImageClassifier.Vision.Networks;

/// <summary>
/// Three <see cref="ConvBlock"/>s of <c>width</c>, 2·<c>width</c> and 4·<c>width</c> channels, average pooling, dropout and a linear
/// classifier, for any H and W from 8. Parameters are named <c>block1.conv.weight</c>, <c>block1.norm.weight</c> … <c>classifier.bias</c>.
/// </summary>
internal sealed class SmallCnn : ImageNetwork
{
    // The fields' names are the first part of their parameters' names.
    private readonly ConvBlock block1, block2, block3;
    private readonly Dropout dropout;
    private readonly Linear classifier;

    public SmallCnn(int classes, int width, double dropoutProbability, double blockDropout)
        : base(nameof(SmallCnn), ["block1."], ["block2."], ["block3."], ["classifier."])
    {
        block1 = new ConvBlock("block1", 3, width, blockDropout);
        block2 = new ConvBlock("block2", width, 2 * width, blockDropout);
        block3 = new ConvBlock("block3", 2 * width, 4 * width, blockDropout);
        dropout = nn.Dropout(dropoutProbability);
        classifier = nn.Linear(4 * width, classes);
        RegisterComponents();
    }

    private protected override Tensor Map(Tensor input)
    {
        using Tensor first = block1.call(input);
        using Tensor second = block2.call(first);
        return block3.call(second);
    }

    public override Tensor Pool(Tensor map) => Average(map);

    public override Tensor Classify(Tensor features)
    {
        using Tensor kept = dropout.call(features);
        return classifier.call(kept);
    }
}
