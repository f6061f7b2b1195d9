using System.Runtime;

namespace ImageClassifier.Worker.Runtime;

/// <summary>
/// Lets the garbage collector work only between calls of torch. TorchSharp 0.107 makes an object of every number that it hands to libtorch
/// and does not hold on to it during the call; a collection at the wrong moment frees the number before it is read. That is rare, and then
/// a step fails or goes wrong. Tensors are not in danger: their dispose scope holds them.
/// </summary>
internal sealed class CollectionPause : IDisposable
{
    // What may be allocated without a collection. A step of MobileNetV2 takes 200 KB.
    private const long Budget = 192 << 20;

    private long _begun;

    public CollectionPause() => Begin();

    /// <summary>Whether half of what may be allocated is.</summary>
    public bool IsDue => GC.GetTotalAllocatedBytes() - _begun > Budget / 2;

    /// <summary>Collects; to be called where no thread is in a call of torch.</summary>
    public void Collect()
    {
        Dispose();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Begin();
    }

    public void Dispose()
    {
        // It is over by itself where more was allocated than was planned for.
        if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion) GC.EndNoGCRegion();
    }

    private void Begin()
    {
        _begun = GC.GetTotalAllocatedBytes();
        // Where memory is short it gives less, or nothing, and all goes on without it.
        long size = Math.Min(Budget, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4);
        if (GCSettings.LatencyMode != GCLatencyMode.NoGCRegion) _ = GC.TryStartNoGCRegion(size);
    }
}
