using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ImageClassifier.Vision.Networks;

/// <summary>1×1 to few channels, then 1×1 and 3×3 side by side: [N, C, H, W] to [N, 2·<c>expanded</c>, H, W]. Iandola et al. 2016, fig.
/// 1.</summary>
internal sealed class Fire : nn.Module<Tensor, Tensor>
{
    // The fields' names are the first part of their parameters' names.
    private readonly Conv2d squeeze, expand1x1, expand3x3;

    public Fire(long inputs, long squeezed, long expanded)
        : base(nameof(Fire))
    {
        squeeze = nn.Conv2d(inputs, squeezed, kernel_size: 1);
        expand1x1 = nn.Conv2d(squeezed, expanded, kernel_size: 1);
        expand3x3 = nn.Conv2d(squeezed, expanded, kernel_size: 3, padding: 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using Tensor few = Active(squeeze, input);
        using Tensor ones = Active(expand1x1, few);
        using Tensor threes = Active(expand3x3, few);
        return cat([ones, threes], 1);
    }

    private static Tensor Active(Conv2d conv, Tensor input)
    {
        using Tensor convolved = Convolve.Apply(conv, input);
        return nn.functional.relu(convolved, inplace: true);
    }
}
