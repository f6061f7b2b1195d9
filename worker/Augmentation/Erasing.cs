using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Worker.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Augmentation;

/// <summary>Random erasing (Zhong et al. 2020), drawn as torchvision's <c>RandomErasing</c> draws it.</summary>
internal sealed class Erasing(RandomErasingOptions options, int seed)
{
    private const int Tries = 10;

    /// <param name="input">[N, 3, H, W], normalized: zero is the mean colour. Changed in place.</param>
    /// <param name="photos">[N] numbers in the training set.</param>
    /// <param name="epoch">From 1.</param>
    public void Apply(Tensor input, int[] photos, int epoch)
    {
        using DisposeScope scope = NewDisposeScope();
        for (int i = 0; i < photos.Length; i++)
        {
            if (BoxOf((int)input.shape[3], (int)input.shape[2], epoch, photos[i]) is not { } box) continue;
            input.narrow(0, i, 1).narrow(2, box.Top, box.Height).narrow(3, box.Left, box.Width).zero_();
        }
    }

    /// <summary>What is erased of a photo; null where nothing is.</summary>
    public CutBox? BoxOf(int width, int height, int epoch, int photo)
    {
        var draws = new RandomDraws(seed, RandomPurpose.Erasing, epoch, photo);
        if (!draws.Chance(options.Probability)) return null;
        double logRatio = Math.Log(options.MinRatio);
        for (int i = 0; i < Tries; i++)
        {
            double area = width * height * draws.Between(options.MinScale, options.MaxScale);
            double ratio = Math.Exp(draws.Between(logRatio, -logRatio));
            int h = (int)Math.Round(Math.Sqrt(area / ratio)), w = (int)Math.Round(Math.Sqrt(area * ratio));
            if (h < height && w < width && h > 0 && w > 0) return new CutBox(draws.Below(width - w + 1), draws.Below(height - h + 1), w, h);
        }
        return null;
    }
}
