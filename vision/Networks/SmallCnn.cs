using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ImageClassifier.Vision.Networks;

/// <summary>
/// Three <see cref="ConvBlock"/>s of <c>width</c>, 2·<c>width</c> and 4·<c>width</c> channels, average pooling to a grid of 1×1, dropout
/// and a linear classifier: [N, 3, H, W] float32 to [N, classes] logits, for any H and W from 8. Parameters are named
/// <c>block1.conv.weight</c>, <c>block1.norm.weight</c> … <c>classifier.bias</c>.
/// </summary>
internal sealed class SmallCnn : nn.Module<Tensor, Tensor>
{
    private const long PoolSize = 1;

    private readonly ConvBlock _block1, _block2, _block3;
    private readonly Dropout _dropout;
    private readonly Linear _classifier;

    public SmallCnn(int classes, int width, double dropout)
        : base(nameof(SmallCnn))
    {
        _block1 = new ConvBlock("block1", 3, width);
        _block2 = new ConvBlock("block2", width, 2 * width);
        _block3 = new ConvBlock("block3", 2 * width, 4 * width);
        _dropout = nn.Dropout(dropout);
        _classifier = nn.Linear(4 * width * PoolSize * PoolSize, classes);
        register_module("block1", _block1);
        register_module("block2", _block2);
        register_module("block3", _block3);
        register_module("dropout", _dropout);
        register_module("classifier", _classifier);
    }

    public override Tensor forward(Tensor input)
    {
        using Tensor first = _block1.call(input);
        using Tensor second = _block2.call(first);
        using Tensor third = _block3.call(second);
        using Tensor pooled = nn.functional.adaptive_avg_pool2d(third, PoolSize);
        using Tensor features = pooled.flatten(1);
        using Tensor kept = _dropout.call(features);
        return _classifier.call(kept);
    }
}
