using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ImageClassifier.Vision.Networks;

/// <summary>Convolution 3×3, batch norm, dropout, ReLU, max-pool 2×2: [N, C, H, W] to [N, <c>channels</c>, H/2, W/2].</summary>
internal sealed class ConvBlock : nn.Module<Tensor, Tensor>
{
    // The fields' names are the first part of their parameters' names.
    private readonly Conv2d conv;
    private readonly BatchNorm2d norm;
    private readonly Dropout dropout;

    public ConvBlock(string name, long inputs, long channels, double dropoutProbability)
        : base(name)
    {
        // No bias: the batch norm that follows subtracts it again.
        conv = nn.Conv2d(inputs, channels, kernel_size: 3, padding: 1, bias: false);
        norm = nn.BatchNorm2d(channels);
        dropout = nn.Dropout(dropoutProbability);
        // He et al. 2015, eq. 10, with the fan that keeps the variance of gradients.
        nn.init.kaiming_normal_(conv.weight, mode: nn.init.FanInOut.FanOut, nonlinearity: nn.init.NonlinearityType.ReLU);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using Tensor normalized = Convolve.Apply(conv, norm, input);
        using Tensor kept = dropout.call(normalized);
        // The greatest of four and ReLU may change places, and a quarter of the values is left for the second.
        Tensor pooled = nn.functional.max_pool2d(kept, kernel_size: 2);
        return nn.functional.relu(pooled, inplace: true);
    }
}
