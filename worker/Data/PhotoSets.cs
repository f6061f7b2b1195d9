using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Imaging;
using ImageClassifier.Worker.Runtime;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Data;

/// <summary>The two sides of a manifest.</summary>
internal sealed record PhotoSets(PhotoNormalization Normalization, PhotoStore Store, PhotoSet Training, PhotoSet Validation) : IDisposable
{
    /// <summary>Opens all photos of a manifest.</summary>
    /// <param name="manifest">Which photos.</param>
    /// <param name="fold">Which of its folds; 0 for a hold-out split.</param>
    /// <param name="data">How a photo becomes the network's input.</param>
    /// <param name="device">Where training runs.</param>
    /// <param name="cache">Of decoded photos.</param>
    /// <param name="load">Where the photos come from.</param>
    /// <param name="parallel">Photos at once.</param>
    /// <param name="cancellationToken">Ends the loading.</param>
    /// <exception cref="WorkerException">There is no such fold, one side is empty, there is one class only, or a photo cannot be
    /// decoded.</exception>
    public static async Task<PhotoSets> LoadAsync(
        Manifest manifest, int fold, DataOptions data, Device device, PhotoCache cache,
        Func<ManifestItem, CancellationToken, Task<StoredPhoto>> load, int parallel, CancellationToken cancellationToken)
    {
        if (manifest.Classes.Count < 2)
            throw new WorkerException($"the manifest has {manifest.Classes.Count} class; at least two are needed");
        if (fold >= manifest.Folds) throw new WorkerException($"the manifest has no fold {fold}; it has {manifest.Folds}, counted from 0");
        ManifestFold sides = manifest.For(fold);
        (int[] items, int[] labels) training = SideOf(manifest, "training", sides.Train),
            validation = SideOf(manifest, "validation", sides.Validation);

        IReadOnlyList<PixelBlock> blocks = await cache.OpenAsync([.. manifest.Items.Select(item => item.Sha256)], PhotoSquares.Of(data),
            async (i, squares, token) =>
                Decode(manifest.Items[i], await load(manifest.Items[i], token), squares), parallel, cancellationToken);
        var store = new PhotoStore(blocks[0], blocks.Count == 1 ? null : blocks[1]);
        return new PhotoSets(manifest.Normalization, store, new PhotoSet(store, training.items, training.labels, device),
            new PhotoSet(store, validation.items, validation.labels, device));
    }

    public void Dispose()
    {
        Training.Dispose();
        Validation.Dispose();
        Store.Dispose();
    }

    private static (IReadOnlyList<byte[]> Squares, double AspectRatio) Decode(ManifestItem item, StoredPhoto photo,
        IReadOnlyList<PhotoSquare> squares)
    {
        try
        {
            return photo.Squares(squares);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new WorkerException(
                $"{StorageLayout.Dataset}/{item.Blob} cannot be decoded: {e.Message}; delete it and upload {item.Upload} again", e);
        }
    }

    /// <returns>Places in the manifest, and so in the store, with the class index of each.</returns>
    private static (int[] Items, int[] Labels) SideOf(Manifest manifest, string side, IReadOnlyList<ManifestItem> photos)
    {
        if (photos.Count == 0) throw new WorkerException($"the manifest has no {side} photos; add photos or change validationFraction");
        HashSet<string> wanted = [.. photos.Select(photo => photo.Blob)];
        int[] items = [.. Enumerable.Range(0, manifest.Items.Count).Where(i => wanted.Contains(manifest.Items[i].Blob))];
        Dictionary<string, int> index = manifest.Classes.Select((label, k) => (label, k)).ToDictionary(pair => pair.label, pair => pair.k);
        int[] labels = [.. items.Select(i => index.TryGetValue(manifest.Items[i].Label, out int k)
            ? k
            : throw new WorkerException($"the manifest has a photo of {manifest.Items[i].Label}, which is not among its classes"))];
        return (items, labels);
    }
}
