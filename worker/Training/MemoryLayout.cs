using TorchSharp;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Training;

/// <summary>The order of a batch's numbers in memory.</summary>
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
}
