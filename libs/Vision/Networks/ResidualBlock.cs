using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ImageClassifier.Vision.Networks;

/// <summary>Layers and a way around them; what comes out is relu(layers(x) + x), He et al. 2016, fig. 2 and 5.</summary>
internal abstract class ResidualBlock(string name) : nn.Module<Tensor, Tensor>(name)
{
    public sealed override Tensor forward(Tensor input)
    {
        using Tensor around = Shortcut(input);
        using Tensor residual = Layers(input);
        residual.add_(around);
        return nn.functional.relu(residual, inplace: true);
    }

    /// <summary>A new reference to the input, or its projection to the block's channels and size.</summary>
    protected abstract Tensor Shortcut(Tensor input);

    protected abstract Tensor Layers(Tensor input);

    /// <summary>1×1 convolution and batch norm where the block changes channels or size; else null.</summary>
    protected static ConvSequence? Projection(long inputs, long outputs, long stride) => inputs == outputs && stride == 1
        ? null
        : new ConvSequence(nn.Conv2d(inputs, outputs, kernel_size: 1, stride: stride, bias: false), nn.BatchNorm2d(outputs));

    /// <summary>Convolution, norm and ReLU.</summary>
    protected static Tensor Active(Conv2d conv, BatchNorm2d norm, Tensor input)
    {
        using Tensor normalized = Convolve.Apply(conv, norm, input);
        return nn.functional.relu(normalized, inplace: true);
    }
}

/// <summary>Two 3×3 convolutions.</summary>
internal sealed class BasicBlock : ResidualBlock
{
    // The fields' names are the first part of their parameters' names.
    private readonly Conv2d conv1, conv2;
    private readonly BatchNorm2d bn1, bn2;
    private readonly ConvSequence? downsample;

    public BasicBlock(long inputs, long width, long stride)
        : base(nameof(BasicBlock))
    {
        conv1 = nn.Conv2d(inputs, width, kernel_size: 3, stride: stride, padding: 1, bias: false);
        bn1 = nn.BatchNorm2d(width);
        conv2 = nn.Conv2d(width, width, kernel_size: 3, padding: 1, bias: false);
        bn2 = nn.BatchNorm2d(width);
        downsample = Projection(inputs, width, stride);
        RegisterComponents();
    }

    protected override Tensor Shortcut(Tensor input) => downsample?.call(input) ?? input.alias();

    protected override Tensor Layers(Tensor input)
    {
        using Tensor first = Active(conv1, bn1, input);
        return Convolve.Apply(conv2, bn2, first);
    }
}

/// <summary>1×1 to fewer channels, 3×3, which has the stride (as torchvision and unlike the paper), and 1×1 to four times as
/// many.</summary>
internal sealed class Bottleneck : ResidualBlock
{
    public const int Expansion = 4;

    private readonly Conv2d conv1, conv2, conv3;
    private readonly BatchNorm2d bn1, bn2, bn3;
    private readonly ConvSequence? downsample;

    public Bottleneck(long inputs, long width, long stride)
        : base(nameof(Bottleneck))
    {
        conv1 = nn.Conv2d(inputs, width, kernel_size: 1, bias: false);
        bn1 = nn.BatchNorm2d(width);
        conv2 = nn.Conv2d(width, width, kernel_size: 3, stride: stride, padding: 1, bias: false);
        bn2 = nn.BatchNorm2d(width);
        conv3 = nn.Conv2d(width, width * Expansion, kernel_size: 1, bias: false);
        bn3 = nn.BatchNorm2d(width * Expansion);
        downsample = Projection(inputs, width * Expansion, stride);
        RegisterComponents();
    }

    protected override Tensor Shortcut(Tensor input) => downsample?.call(input) ?? input.alias();

    protected override Tensor Layers(Tensor input)
    {
        using Tensor first = Active(conv1, bn1, input);
        using Tensor second = Active(conv2, bn2, first);
        return Convolve.Apply(conv3, bn3, second);
    }
}
