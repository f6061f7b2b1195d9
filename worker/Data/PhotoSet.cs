using TorchSharp;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Data;

/// <summary>Decoded photos with their classes, in memory once for the whole job. Owns its tensors.</summary>
/// <param name="Pixels">[N, 3, S, S] uint8.</param>
/// <param name="Labels">[N] int64.</param>
internal sealed record PhotoSet(Tensor Pixels, Tensor Labels) : IDisposable
{
    public int Count => (int)Labels.shape[0];

    /// <summary>Loads photos, several at once.</summary>
    /// <param name="labels">Class index of each photo; their number is the number of photos.</param>
    /// <param name="imageSize">S.</param>
    /// <param name="device">Where training runs.</param>
    /// <param name="load">From a photo's place in the list to its pixels, [3, S, S]; called from several threads.</param>
    /// <param name="parallel">Photos at once.</param>
    /// <param name="cancellation">Ends the loading.</param>
    public static async Task<PhotoSet> LoadAsync(
        IReadOnlyList<int> labels, int imageSize, Device device, Func<int, CancellationToken, Task<byte[]>> load, int parallel,
        CancellationToken cancellation)
    {
        Tensor pixels = empty([labels.Count, 3, imageSize, imageSize], ScalarType.Byte);
        try
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellation };
            await Parallel.ForAsync(0, labels.Count, options, async (i, token) =>
            {
                byte[] photo = await load(i, token);
                // Straight to its place: of a large set there must never be two copies.
                using Tensor place = pixels.narrow(0, i, 1);
                photo.CopyTo(place.bytes);
            });
            Tensor classes = tensor(labels.Select(label => (long)label).ToArray());
            return new PhotoSet(Move(pixels, device), Move(classes, device));
        }
        catch
        {
            pixels.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Pixels.Dispose();
        Labels.Dispose();
    }

    private static Tensor Move(Tensor tensor, Device device)
    {
        Tensor moved = tensor.to(device);
        if (!ReferenceEquals(moved, tensor)) tensor.Dispose();
        return moved;
    }
}
