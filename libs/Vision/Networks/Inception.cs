using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ImageClassifier.Vision.Networks;

/// <summary>Convolution that keeps the size where the stride is 1, batch norm and ReLU, in the names that torchvision's Inception modules
/// have.</summary>
internal sealed class InceptionConv : nn.Module<Tensor, Tensor>
{
    // The fields' names are the first part of their parameters' names.
    private readonly Conv2d conv;
    private readonly BatchNorm2d bn;

    public InceptionConv(long inputs, long outputs, long kernel, long stride = 1)
        : base(nameof(InceptionConv))
    {
        conv = nn.Conv2d(inputs, outputs, kernel_size: kernel, stride: stride, padding: kernel / 2, bias: false);
        bn = nn.BatchNorm2d(outputs, eps: 0.001);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using Tensor normalized = Convolve.Apply(conv, bn, input);
        return nn.functional.relu(normalized, inplace: true);
    }
}

/// <summary>
/// 1×1; 1×1 and 3×3; 1×1 and "5×5"; max-pool and 1×1, side by side: Szegedy et al. 2015, fig. 2b. The third branch has kernels of 3×3, as
/// in torchvision, whose weights were trained so.
/// </summary>
internal sealed class Inception : nn.Module<Tensor, Tensor>
{
    private readonly InceptionConv branch1;
    private readonly Sequential branch2, branch3, branch4;

    /// <param name="inputs">Channels.</param>
    /// <param name="ones">Channels of the first branch.</param>
    /// <param name="threes">Of the second branch, between its convolutions and after them.</param>
    /// <param name="fives">Of the third branch, likewise.</param>
    /// <param name="pooled">Of the last branch.</param>
    public Inception(long inputs, long ones, (long Reduced, long Outputs) threes, (long Reduced, long Outputs) fives, long pooled)
        : base(nameof(Inception))
    {
        branch1 = new InceptionConv(inputs, ones, kernel: 1);
        branch2 = nn.Sequential(new InceptionConv(inputs, threes.Reduced, kernel: 1),
            new InceptionConv(threes.Reduced, threes.Outputs, kernel: 3));
        branch3 =
            nn.Sequential(new InceptionConv(inputs, fives.Reduced, kernel: 1), new InceptionConv(fives.Reduced, fives.Outputs, kernel: 3));
        branch4 = nn.Sequential(nn.MaxPool2d(kernel_size: 3, stride: 1, padding: 1, ceil_mode: true),
            new InceptionConv(inputs, pooled, kernel: 1));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using Tensor first = branch1.call(input);
        using Tensor second = branch2.call(input);
        using Tensor third = branch3.call(input);
        using Tensor fourth = branch4.call(input);
        return cat([first, second, third, fourth], 1);
    }
}
