using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ImageClassifier.Vision.Networks;

/// <summary>Convolution 3×3, batch norm, ReLU, max-pool 2×2: [N, C, H, W] to [N, <c>channels</c>, H/2, W/2].</summary>
internal sealed class ConvBlock : nn.Module<Tensor, Tensor>
{
    // The fields' names are the first part of their parameters' names.
    private readonly Conv2d conv;
    private readonly BatchNorm2d norm;

    public ConvBlock(string name, long inputs, long channels)
        : base(name)
    {
        // No bias: the batch norm that follows subtracts it again.
        conv = nn.Conv2d(inputs, channels, kernel_size: 3, padding: 1, bias: false);
        norm = nn.BatchNorm2d(channels);
        // He et al. 2015, eq. 10, with the fan that keeps the variance of gradients.
        nn.init.kaiming_normal_(conv.weight, mode: nn.init.FanInOut.FanOut, nonlinearity: nn.init.NonlinearityType.ReLU);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using Tensor normalized = Convolve.Apply(conv, norm, input);
        using Tensor active = nn.functional.relu(normalized, inplace: true);
        return nn.functional.max_pool2d(active, kernel_size: 2);
    }
}
