using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Worker.Data;
using ImageClassifier.Worker.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Augmentation;

/// <summary>
/// MixUp (Zhang et al. 2018) and CutMix (Yun et al. 2019): each photo of a batch is mixed with the one before it. The order of photos is
/// drawn anew for every epoch, so a photo meets another one each time.
/// </summary>
internal sealed class Mixing(RegularizationOptions options, int seed)
{
    /// <param name="input">[N, 3, H, W], normalized.</param>
    /// <param name="labels">[N] int64.</param>
    /// <param name="epoch">From 1.</param>
    /// <param name="batch">Number of the batch in its epoch.</param>
    /// <returns>The mixture and what was mixed in; the same input and null where nothing is asked for.</returns>
    public (Tensor Input, MixedLabels? Other) Apply(Tensor input, Tensor labels, int epoch, int batch)
    {
        if ((options.MixUp <= 0 && options.CutMix <= 0) || input.shape[0] < 2) return (input, null);
        var draws = new RandomDraws(seed, RandomPurpose.Mixing, epoch, batch);
        bool cut = options.MixUp <= 0 || (options.CutMix > 0 && draws.Chance(0.5));
        double share = draws.Beta(cut ? options.CutMix : options.MixUp);
        using DisposeScope scope = NewDisposeScope();
        (Tensor mixed, share) = cut
            ? CutMix(input, CutBox.Draw((int)input.shape[3], (int)input.shape[2], share, ref draws))
            : (input.mul(share).add_(input.roll(1, 0).mul_(1 - share)), share);
        return (mixed.MoveToOuterDisposeScope(), new MixedLabels(labels.roll(1, 0).MoveToOuterDisposeScope(), share));
    }

    private static (Tensor Mixed, double Share) CutMix(Tensor input, CutBox box)
    {
        Tensor mixed = input.alias();
        if (box.Area > 0) Inside(mixed).copy_(Inside(input).roll(1, 0));
        return (mixed, 1 - (double)box.Area / (input.shape[2] * input.shape[3]));

        Tensor Inside(Tensor whole) => whole.narrow(2, box.Top, box.Height).narrow(3, box.Left, box.Width);
    }
}

/// <summary>A box of pixels.</summary>
internal readonly record struct CutBox(int Left, int Top, int Width, int Height)
{
    public int Area => Width * Height;

    /// <summary>
    /// CutMix's box: of the picture's own aspect ratio and of the area 1 - <paramref name="share"/>, around a pixel drawn evenly; what
    /// sticks out of the picture is cut off.
    /// </summary>
    public static CutBox Draw(int width, int height, double share, ref RandomDraws draws)
    {
        int x = draws.Below(width), y = draws.Below(height);
        double half = 0.5 * Math.Sqrt(1 - share);
        int halfWidth = (int)(half * width), halfHeight = (int)(half * height);
        int left = Math.Max(x - halfWidth, 0), top = Math.Max(y - halfHeight, 0);
        return new CutBox(left, top, Math.Min(x + halfWidth, width) - left, Math.Min(y + halfHeight, height) - top);
    }
}
