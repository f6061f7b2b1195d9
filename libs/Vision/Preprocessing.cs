using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace ImageClassifier.Vision;

/// <summary>
/// From a photo to a network's input. Training and serving both go this way, so that a network never sees other pixels than those
/// it learned from.
/// </summary>
public sealed class Preprocessing : IDisposable
{
    // pixel / 255 - mean, over std, as one multiplication and one addition: [1, 3, 1, 1] float32 each.
    private readonly Tensor _scale, _offset;

    /// <param name="mean">Subtracted from RGB in [0, 1], one value a channel.</param>
    /// <param name="std">Divides what the mean left, one value a channel.</param>
    /// <param name="device">Where <see cref="Normalize"/> is called.</param>
    public Preprocessing(IReadOnlyList<float> mean, IReadOnlyList<float> std, Device device)
    {
        if (mean.Count != 3 || std.Count != 3 || std.Any(value => value <= 0))
            throw new ArgumentException(
                $"mean and std need three values each, std above 0; they are [{string.Join(", ", mean)}] and [{string.Join(", ", std)}]");
        using DisposeScope scope = NewDisposeScope();
        float[] scale = [.. std.Select(value => 1 / (255 * value))];
        float[] offset = [.. mean.Zip(std, (m, s) => -m / s)];
        _scale = tensor(scale).reshape(1, 3, 1, 1).to(device).DetachFromDisposeScope();
        _offset = tensor(offset).reshape(1, 3, 1, 1).to(device).DetachFromDisposeScope();
    }

    /// <summary>
    /// What a network sees of a photo when it is not in training: the shorter side is scaled to <see cref="DataOptions.ResizeSize"/>, and
    /// the middle square of <see cref="DataOptions.ImageSize"/> is cut out, as torchvision's <c>Resize</c> and <c>CenterCrop</c> do.
    /// </summary>
    public static PhotoSquare View(DataOptions data) => new(ResizeFit.Crop, data.ResizeSize ?? data.ImageSize, data.ImageSize);

    /// <summary>Decodes a stored photo to its <see cref="View"/>.</summary>
    /// <returns>[3, ImageSize, ImageSize] uint8.</returns>
    public static byte[] LoadPixels(ReadOnlyMemory<byte> jpeg, DataOptions data) => PhotoPixels.LoadSquares(jpeg, View(data)).Squares[0];

    /// <summary>[N, 3, H, W] of values from 0 to 255, uint8 or float32, to float32 with about zero mean and unit variance.</summary>
    public Tensor Normalize(Tensor pixels)
    {
        using DisposeScope scope = NewDisposeScope();
        return pixels.to(ScalarType.Float32).mul(_scale).add(_offset).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _scale.Dispose();
        _offset.Dispose();
    }
}
