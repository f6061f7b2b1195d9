using ImageClassifier.Core.Datasets;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Data;

/// <summary>The two sides of a manifest.</summary>
internal sealed record PhotoSets(PhotoSet Training, PhotoSet Validation) : IDisposable
{
    /// <summary>Loads all photos of a manifest.</summary>
    /// <param name="manifest">Which photos.</param>
    /// <param name="imageSize">Side of the network's input in pixels.</param>
    /// <param name="device">Where training runs.</param>
    /// <param name="load">From a photo to its pixels, [3, imageSize, imageSize] uint8.</param>
    /// <param name="parallel">Photos at once.</param>
    /// <param name="cancellation">Ends the loading.</param>
    /// <exception cref="WorkerException">One side is empty, or there is one class only.</exception>
    public static async Task<PhotoSets> LoadAsync(
        Manifest manifest, int imageSize, Device device, Func<ManifestItem, CancellationToken, Task<byte[]>> load, int parallel,
        CancellationToken cancellation)
    {
        if (manifest.Classes.Count < 2) throw new WorkerException($"the manifest has {manifest.Classes.Count} class; at least two are needed");
        PhotoSet training = await SideAsync(Split.Train);
        try
        {
            return new PhotoSets(training, await SideAsync(Split.Validation));
        }
        catch
        {
            training.Dispose();
            throw;
        }

        async Task<PhotoSet> SideAsync(Split split)
        {
            IReadOnlyList<ManifestItem> items = Side(manifest, split);
            if (items.Count == 0) throw new WorkerException($"the manifest has no {split.ToString().ToLowerInvariant()} photos; add photos or change validationFraction");
            Dictionary<string, int> index = manifest.Classes.Select((label, k) => (label, k)).ToDictionary(pair => pair.label, pair => pair.k);
            int[] labels = [.. items.Select(item => index.TryGetValue(item.Label, out int k)
                ? k
                : throw new WorkerException($"the manifest has a photo of {item.Label}, which is not among its classes"))];
            return await PhotoSet.LoadAsync(labels, imageSize, device, (i, token) => load(items[i], token), parallel, cancellation);
        }
    }

    /// <summary>The photos of one side, in the order in which they are loaded.</summary>
    public static IReadOnlyList<ManifestItem> Side(Manifest manifest, Split split) => [.. manifest.Items.Where(item => item.Split == split)];

    public void Dispose()
    {
        Training.Dispose();
        Validation.Dispose();
    }
}
