using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Worker.Tests.Support;

/// <summary>
/// What this process has allocated and not freed. Unlike its resident memory that does not depend on what the allocator keeps for later,
/// nor on what the machine is short of.
/// </summary>
/// <param name="Tensors">That nobody has disposed.</param>
/// <param name="Native">Bytes from malloc: what torch keeps, among it the numbers of all tensors.</param>
/// <param name="Managed">Bytes of objects that somebody refers to.</param>
internal sealed record LiveMemory(long Tensors, long Native, long Managed)
{
    public static LiveMemory Now()
    {
        // What is garbage already is no growth.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        MallocInfo native = GetMallocInfo();
        return new LiveMemory(Tensor.TotalCount, (long)(native.UsedBytes + native.MappedBytes),
            GC.GetTotalMemory(forceFullCollection: true));
    }

    // Over all arenas of glibc (https://man7.org/linux/man-pages/man3/mallinfo.3.html).
    [DllImport("libc", EntryPoint = "mallinfo2")]
    private static extern MallocInfo GetMallocInfo();

    /// <summary>glibc's <c>struct mallinfo2</c>, field by field.</summary>
    /// <param name="MappedBytes">In large blocks.</param>
    /// <param name="UsedBytes">In all others.</param>
    private readonly record struct MallocInfo(
        nuint Arena, nuint FreeChunks, nuint FastChunks, nuint MappedBlocks, nuint MappedBytes, nuint Unused, nuint FastBytes,
            nuint UsedBytes, nuint FreeBytes, nuint Top);
}
