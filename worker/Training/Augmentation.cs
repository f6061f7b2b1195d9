using ImageClassifier.Core.Experiments;
using TorchSharp;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Training;

/// <summary>Changes a batch of training photos at random; which way depends on the seed, the epoch and the photo alone.</summary>
internal sealed class Augmentation(AugmentationOptions options, int seed)
{
    /// <param name="values">[N, 3, S, S] float32.</param>
    /// <param name="photos">Number of each of the N photos in the training set.</param>
    /// <param name="epoch">From 1.</param>
    /// <returns>Of the same shape; the same tensor where nothing is asked for.</returns>
    public Tensor Apply(Tensor values, int[] photos, int epoch)
    {
        if (options.HorizontalFlip > 0) values = Flip(values, photos, epoch);
        if (options.Rotation > 0) values = Rotate(values, photos, epoch);
        return values;
    }

    private Tensor Flip(Tensor values, int[] photos, int epoch)
    {
        bool[] flipped = [.. photos.Select(photo => CounterRandom.Unit(seed, RandomPurpose.Flip, epoch, photo) < options.HorizontalFlip)];
        using DisposeScope scope = NewDisposeScope();
        Tensor mask = tensor(flipped).reshape(photos.Length, 1, 1, 1).to(values.device);
        return where(mask, values.flip(3), values).MoveToOuterDisposeScope();
    }

    private Tensor Rotate(Tensor values, int[] photos, int epoch)
    {
        // [N, 2, 3]: where in the photo each pixel of the result comes from, in coordinates from -1 to 1.
        float[] matrices = [.. photos.SelectMany(photo =>
        {
            double turn = 2 * CounterRandom.Unit(seed, RandomPurpose.Rotation, epoch, photo) - 1;
            double angle = turn * options.Rotation * Math.PI / 180;
            (float sin, float cos) = ((float)Math.Sin(angle), (float)Math.Cos(angle));
            return new[] { cos, -sin, 0, sin, cos, 0 };
        })];
        using DisposeScope scope = NewDisposeScope();
        Tensor theta = tensor(matrices).reshape(photos.Length, 2, 3).to(values.device);
        Tensor grid = nn.functional.affine_grid(theta, values.shape, align_corners: false);
        // Mirrored at the border: black corners would be something to learn.
        return nn.functional.grid_sample(values, grid, GridSampleMode.Bilinear, GridSamplePaddingMode.Reflection, align_corners: false)
            .MoveToOuterDisposeScope();
    }
}
