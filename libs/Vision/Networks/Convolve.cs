using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ImageClassifier.Vision.Networks;

/// <summary>Convolutions as all networks compute them: in the precision of their input, and with the batch norm that follows where that can
/// be one step.</summary>
internal static class Convolve
{
    /// <summary>The convolution in the input's element type; its weights keep theirs.</summary>
    public static Tensor Apply(Conv2d conv, Tensor input)
    {
        if (input.dtype == conv.weight.dtype) return conv.call(input);
        using Tensor weight = conv.weight.to(input.dtype);
        using Tensor? bias = conv.bias?.to(input.dtype);
        return nn.functional.conv2d(input, weight, bias, conv.stride, conv.padding, conv.dilation, conv.groups);
    }

    /// <summary>
    /// Convolution and batch norm. A batch norm that does not use the batch's own statistics, because the network is evaluated or the norm
    /// is frozen, is a factor and an offset for each channel, and so part of the convolution: the same numbers but for rounding, the same
    /// gradients, one pass over memory less.
    /// </summary>
    public static Tensor Apply(Conv2d conv, BatchNorm2d norm, Tensor input)
    {
        if (norm.training)
        {
            using Tensor convolved = Apply(conv, input);
            return norm.call(convolved);
        }
        using DisposeScope scope = NewDisposeScope();
        Tensor scale = norm.weight! * (norm.running_var! + norm.eps).rsqrt();
        Tensor offset = norm.bias! - norm.running_mean! * scale;
        if (conv.bias is { } bias) offset = offset + bias * scale;
        Tensor weight = conv.weight * scale.reshape(-1, 1, 1, 1);
        return nn.functional.conv2d(input, weight.to(input.dtype), offset.to(input.dtype), conv.stride, conv.padding, conv.dilation,
            conv.groups)
            .MoveToOuterDisposeScope();
    }
}
