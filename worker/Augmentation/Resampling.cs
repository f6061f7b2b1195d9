using ImageClassifier.Contracts.Experiments;
using TorchSharp;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Augmentation;

/// <summary>Takes pictures to where affine maps say, in one interpolation.</summary>
internal static class Resampling
{
    /// <param name="pictures">[N, 3, H, W] of values from 0 to 255, uint8 or float32.</param>
    /// <param name="maps">[N] from the result to the pictures.</param>
    /// <param name="size">Side of the result in pixels.</param>
    /// <param name="fill">What lies outside of a picture.</param>
    /// <param name="mean">[1, 3, 1, 1] float32: the values of <see cref="FillMode.Mean"/>.</param>
    /// <returns>[N, 3, size, size] float32, bilinearly interpolated.</returns>
    public static Tensor Apply(Tensor pictures, IReadOnlyList<AffineMap> maps, int size, FillMode fill, Tensor mean)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor values = pictures.to(ScalarType.Float32);
        Tensor grid = Grid(maps, size, pictures.device);
        // Zeros stand for the mean once it is subtracted.
        Tensor result = fill switch
        {
            FillMode.Nearest => Sample(values, GridSamplePaddingMode.Border),
            FillMode.Reflect => Sample(values, GridSamplePaddingMode.Reflection),
            _ => Sample(values.sub(mean), GridSamplePaddingMode.Zeros).add_(mean),
        };
        return result.MoveToOuterDisposeScope();

        Tensor Sample(Tensor from, GridSamplePaddingMode padding) =>
            nn.functional.grid_sample(from, grid, GridSampleMode.Bilinear, padding, align_corners: false);
    }

    /// <summary>
    /// [N, size, size, 2], all x before all y in memory. Each number is two products and two sums, whoever computes it: a matrix product
    /// may add in another order in another batch, and the same photo would differ in its last bit.
    /// </summary>
    private static Tensor Grid(IReadOnlyList<AffineMap> maps, int size, Device device)
    {
        float[] across = [.. maps.SelectMany(map => new[] { (float)map.Xx, (float)map.Yx })];
        float[] down = [.. maps.SelectMany(map => new[] { (float)map.Xy, (float)map.Yy })];
        float[] origin = [.. maps.SelectMany(map => new[] { (float)map.X0, (float)map.Y0 })];
        // The centers of the pixels.
        float[] centers = [.. Enumerable.Range(0, size).Select(i => (2 * i + 1f) / size - 1)];
        Tensor positions = tensor(centers).to(device);
        Tensor row = Plane(across).mul(positions.reshape(1, 1, 1, size));
        Tensor column = Plane(down).mul(positions.reshape(1, 1, size, 1)).add_(Plane(origin));
        return row.add(column).permute(0, 2, 3, 1);

        Tensor Plane(float[] values) => tensor(values).to(device).reshape(maps.Count, 2, 1, 1);
    }
}
