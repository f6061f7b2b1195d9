using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Runtime;

/// <summary>The order of numbers in memory.</summary>
internal static class MemoryLayout
{
    /// <summary>
    /// The same values of [N, C, H, W] with the channels of a pixel side by side; convolutions keep that layout in what they return.
    /// </summary>
    public static Tensor ChannelsLast(Tensor values)
    {
        using DisposeScope scope = NewDisposeScope();
        return values.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Lays the kernels of a network's convolutions out like the photos that they are applied to, so that they are not laid out anew in
    /// every step. What a kernel says stays the same, also in a file.
    /// </summary>
    public static void ChannelsLast(nn.Module network)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable ungraded = no_grad();
        foreach (Conv2d convolution in network.modules().OfType<Conv2d>())
            convolution.weight = nn.Parameter(ChannelsLast(convolution.weight.detach()));
    }
}
