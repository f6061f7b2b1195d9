using static TorchSharp.torch;

namespace ImageClassifier.Vision.Networks;

/// <summary>
/// 1×1 to more channels, 3×3 within each channel, 1×1 to fewer without an activation, and a way around where channels and size stay:
/// Sandler et al. 2018, fig. 3 and table 1.
/// </summary>
internal sealed class InvertedResidual : nn.Module<Tensor, Tensor>
{
    // The field's name is the first part of its parameters' names.
    private readonly ConvSequence conv;
    private readonly bool _around;

    public InvertedResidual(long inputs, long outputs, long stride, long expansion)
        : base(nameof(InvertedResidual))
    {
        long hidden = inputs * expansion;
        var layers = new List<nn.Module<Tensor, Tensor>>();
        if (expansion != 1) layers.Add(ConvNormRelu6(inputs, hidden, kernel: 1));
        layers.Add(ConvNormRelu6(hidden, hidden, kernel: 3, stride, groups: hidden));
        layers.Add(nn.Conv2d(hidden, outputs, kernel_size: 1, bias: false));
        layers.Add(nn.BatchNorm2d(outputs));
        conv = new ConvSequence(layers);
        _around = inputs == outputs && stride == 1;
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        Tensor output = conv.call(input);
        return _around ? output.add_(input) : output;
    }

    /// <summary>Convolution that keeps the size where the stride is 1, batch norm and min(max(0, x), 6).</summary>
    public static ConvSequence ConvNormRelu6(long inputs, long outputs, long kernel, long stride = 1, long groups = 1) => new(
        nn.Conv2d(inputs, outputs, kernel_size: kernel, stride: stride, padding: (kernel - 1) / 2, groups: groups, bias: false),
        nn.BatchNorm2d(outputs),
        nn.ReLU6(inplace: true));
}
