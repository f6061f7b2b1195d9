using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Vision;
using ImageClassifier.Vision.Runtime;
using ImageClassifier.Worker.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Augmentation;

/// <summary>
/// Turns training photos into the network's input, changed at random; which way depends on the seed, the epoch and the photo alone. In
/// the order of a torchvision recipe: crop, flips, movement and operations that were drawn, colours, normalization, erasing. All that
/// moves pixels is one map, and a photo that nothing moves is its view, to the last bit.
/// </summary>
internal sealed class Augmenter : IDisposable
{
    // Pixels that are worked on at once on a CPU: of more, the values would leave its cache between one operation and the next.
    private const int ChunkPixels = 1 << 16;

    private readonly AugmentationOptions _options;
    private readonly Geometry _geometry;
    private readonly Colors _colors;
    private readonly Erasing? _erasing;
    private readonly Preprocessing _preprocessing;
    private readonly Tensor _mean;

    /// <param name="data">How a photo becomes an input.</param>
    /// <param name="normalization">Of the manifest.</param>
    /// <param name="seed">Of the job.</param>
    /// <param name="device">Where the batches are.</param>
    public Augmenter(DataOptions data, PhotoNormalization normalization, int seed, Device device)
    {
        _options = data.Augmentation;
        var policy = new Policy(_options, data.ImageSize, seed);
        _geometry = new Geometry(data, policy, seed);
        _colors = new Colors(_options, policy, seed);
        _erasing = _options.RandomErasing is { } erasing ? new Erasing(erasing, seed) : null;
        _preprocessing = new Preprocessing(normalization.Mean, normalization.Std, device);
        using DisposeScope scope = NewDisposeScope();
        _mean = tensor(normalization.Mean.Select(mean => 255 * mean).ToArray()).reshape(1, 3, 1, 1).to(device).DetachFromDisposeScope();
    }

    /// <param name="photos">Where the photos are.</param>
    /// <param name="batch">Numbers of the N photos.</param>
    /// <param name="epoch">From 1.</param>
    /// <returns>[N, 3, I, I] float32, normalized; channels last in memory.</returns>
    public Tensor Apply(PhotoSet photos, int[] batch, int epoch)
    {
        int size = photos.ImageSize;
        using DisposeScope scope = NewDisposeScope();
        Tensor input = empty([batch.Length, size, size, 3], ScalarType.Float32, photos.Device).permute(0, 3, 1, 2);
        int chunk = photos.Device.type == DeviceType.CPU ? Math.Max(1, ChunkPixels / (size * size)) : batch.Length;
        for (int start = 0; start < batch.Length; start += chunk)
        {
            using DisposeScope inner = NewDisposeScope();
            int[] some = batch[start..Math.Min(start + chunk, batch.Length)];
            Tensor values = Pixels(photos, some, epoch);
            values = _colors.Apply(values, some, epoch);
            values = _preprocessing.Normalize(values);
            _erasing?.Apply(values, some, epoch);
            input.narrow(0, start, some.Length).copy_(values);
        }
        return input.MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _preprocessing.Dispose();
        _mean.Dispose();
    }

    /// <summary>[n, 3, I, I] from 0 to 255: uint8 where all photos are their views, or else float32.</summary>
    private Tensor Pixels(PhotoSet photos, int[] some, int epoch)
    {
        Movement[] movements = [.. some.Select(photo => _geometry.Of(photos.AspectOf(photo), epoch, photo))];
        int[] still = [.. Enumerable.Range(0, some.Length).Where(i => movements[i].Map is null)];
        int[] moved = [.. Enumerable.Range(0, some.Length).Where(i => movements[i].Map is not null)];
        if (moved.Length == 0) return Still();
        if (still.Length == 0) return Moved();
        Tensor values = empty([some.Length, 3, photos.ImageSize, photos.ImageSize], ScalarType.Float32, photos.Device);
        return values.index_copy_(0, Indices.Of(still, photos.Device), Still().to(ScalarType.Float32)).index_copy_(0,
            Indices.Of(moved, photos.Device), Moved());

        Tensor Still() => Flips.Apply(photos.View([.. still.Select(i => some[i])]), [.. still.Select(i => movements[i].MirrorX)],
            [.. still.Select(i => movements[i].MirrorY)]);

        Tensor Moved() => Resampling.Apply(photos.Whole([.. moved.Select(i => some[i])]), [.. moved.Select(i => movements[i].Map!.Value)],
            photos.ImageSize, _options.Fill, _mean);
    }
}
