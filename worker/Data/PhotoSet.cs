using TorchSharp;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Data;

/// <summary>
/// Some photos of a store with their classes. Batches are copied out of the store as they are needed, so that of a large set only what
/// is used is in memory. Owns its labels, not the store.
/// </summary>
internal sealed class PhotoSet : IDisposable
{
    private readonly PhotoStore _store;
    private readonly long[] _items;

    /// <param name="store">Of all photos; must outlive this set.</param>
    /// <param name="items">Place of each photo in the store.</param>
    /// <param name="labels">Class index of each photo.</param>
    /// <param name="device">Where batches go.</param>
    public PhotoSet(PhotoStore store, IReadOnlyList<int> items, IReadOnlyList<int> labels, Device device)
    {
        if (items.Count != labels.Count) throw new ArgumentException($"there are {items.Count} photos and {labels.Count} labels");
        (_store, Device) = (store, device);
        _items = [.. items.Select(item => (long)item)];
        Classes = [.. labels];
        using DisposeScope scope = NewDisposeScope();
        Labels = tensor(labels.Select(label => (long)label).ToArray()).to(device).DetachFromDisposeScope();
    }

    public int Count => _items.Length;

    /// <summary>Where batches go.</summary>
    public Device Device { get; }

    /// <summary>[N] int64, on the device.</summary>
    public Tensor Labels { get; }

    /// <summary>[N] class index of each photo.</summary>
    public IReadOnlyList<int> Classes { get; }

    /// <summary>Side of a <see cref="View(int, int)"/> in pixels.</summary>
    public int ImageSize => (int)_store.View.shape[2];

    /// <summary>Width over height of a photo.</summary>
    public double AspectOf(int photo) => _store.Aspects[(int)_items[photo]];

    /// <summary>What validation and serving see of these photos.</summary>
    /// <param name="photos">Numbers in this set.</param>
    /// <returns>[n, 3, I, I] uint8, on the device.</returns>
    public Tensor View(ReadOnlySpan<int> photos) => Gather(_store.View, photos);

    /// <inheritdoc cref="View(ReadOnlySpan{int})"/>
    /// <param name="start">The first photo.</param>
    /// <param name="count">How many follow one another.</param>
    public Tensor View(int start, int count) => View([.. Enumerable.Range(start, count)]);

    /// <summary>These photos, each squeezed into a square.</summary>
    /// <returns>[n, 3, S, S] uint8, on the device.</returns>
    /// <exception cref="InvalidOperationException">The store has views only.</exception>
    public Tensor Whole(ReadOnlySpan<int> photos) =>
        Gather(_store.Whole ?? throw new InvalidOperationException("this store was opened without whole photos"), photos);

    public void Dispose() => Labels.Dispose();

    private Tensor Gather(Tensor all, ReadOnlySpan<int> photos)
    {
        long[] places = new long[photos.Length];
        for (int i = 0; i < places.Length; i++) places[i] = _items[photos[i]];
        using DisposeScope scope = NewDisposeScope();
        return all.index_select(0, tensor(places)).to(Device).MoveToOuterDisposeScope();
    }
}
