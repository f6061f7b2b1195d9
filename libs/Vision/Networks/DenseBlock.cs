using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ImageClassifier.Vision.Networks;

/// <summary>Norm, ReLU, 1×1, norm, ReLU, 3×3: the <c>growth</c> channels that one layer adds to those before it. Huang et al. 2017,
/// DenseNet-B.</summary>
internal sealed class DenseLayer : nn.Module<Tensor, Tensor>
{
    // Channels between the two convolutions, in units of the growth.
    private const int Bottleneck = 4;

    // The fields' names are the first part of their parameters' names.
    private readonly BatchNorm2d norm1, norm2;
    private readonly Conv2d conv1, conv2;

    public DenseLayer(long inputs, long growth)
        : base(nameof(DenseLayer))
    {
        norm1 = nn.BatchNorm2d(inputs);
        conv1 = nn.Conv2d(inputs, Bottleneck * growth, kernel_size: 1, bias: false);
        norm2 = nn.BatchNorm2d(Bottleneck * growth);
        conv2 = nn.Conv2d(Bottleneck * growth, growth, kernel_size: 3, padding: 1, bias: false);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using Tensor between = Convolved(norm1, conv1, input);
        return Convolved(norm2, conv2, between);
    }

    private static Tensor Convolved(BatchNorm2d norm, Conv2d conv, Tensor input)
    {
        using Tensor normalized = norm.call(input);
        using Tensor active = nn.functional.relu(normalized, inplace: true);
        return Convolve.Apply(conv, active);
    }
}

/// <summary>Layers that each see the channels of all before them: [N, C, H, W] to [N, C + layers·growth, H, W].</summary>
internal sealed class DenseBlock : nn.Module<Tensor, Tensor>
{
    private readonly DenseLayer[] _layers;

    public DenseBlock(long inputs, long growth, int layers)
        : base(nameof(DenseBlock))
    {
        _layers = [.. Enumerable.Range(0, layers).Select(i => new DenseLayer(inputs + i * growth, growth))];
        for (int i = 0; i < layers; i++) register_module($"denselayer{i + 1}", _layers[i]);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        Tensor all = input.alias();
        foreach (DenseLayer layer in _layers)
        {
            using Tensor before = all;
            using Tensor added = layer.call(before);
            all = cat([before, added], 1);
        }
        return all;
    }
}
