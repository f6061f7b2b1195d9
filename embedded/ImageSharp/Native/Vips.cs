using System.Runtime.InteropServices;

namespace SixLabors.ImageSharp.Native;

/// <summary>Starts libvips once per process, in the only state in which this library uses it.</summary>
internal static unsafe class Vips
{
    private static readonly Lazy<bool> Started = new(Start);

    /// <summary>Held while an operation is compiled to machine code and while one may be freed. libvips does the first through
    /// Orc, which keeps a list of the memory for code without a lock of its own: two threads at once corrupt it.</summary>
    internal static readonly Lock Compiler = new();

    internal static void Require() => _ = Started.Value;

    /// <summary>What libvips said went wrong since it was last asked. The buffer is one per process, so with
    /// several threads at work a message may be about another one's picture.</summary>
    internal static string TakeError()
    {
        nint text = VipsApi.vips_error_buffer_copy();
        string message = Marshal.PtrToStringUTF8(text) ?? "";
        VipsApi.g_free((void*)text);
        string[] lines = message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.Length == 0 ? "unknown error" : string.Join("; ", lines.Distinct().Take(4));
    }

    private static bool Start()
    {
        Libraries.Register();

        // Loaders for PDF, HEIF, OpenSlide, JPEG XL and ImageMagick are plugins in a folder below this one. Without them
        // nothing of theirs is in the process: blocking alone would let them look at the bytes before they refuse.
        VipsApi.g_setenv("VIPSHOME", "/nonexistent", 1);
        if (VipsApi.vips_init("ImageSharp") != 0) throw new InvalidOperationException($"libvips did not start: {TakeError()}");

        const int everyLevel = 0xFC;
        VipsApi.g_log_set_handler("VIPS", everyLevel, &VipsApi.Silence, 0);

        // Every call decodes other bytes: cached operations would only hold memory.
        VipsApi.vips_cache_set_max(0);
        // Callers work on many pictures at once; a second thread per picture costs more than it gives.
        VipsApi.vips_concurrency_set(1);

        // Of the loaders that are built in (SVG, TIFF, JPEG 2000, FITS, Matlab, ...) these four stay reachable.
        VipsApi.vips_operation_block_set("VipsForeignLoad", 1);
        VipsApi.vips_operation_block_set("VipsForeignLoadJpegBuffer", 0);
        VipsApi.vips_operation_block_set("VipsForeignLoadPngBuffer", 0);
        VipsApi.vips_operation_block_set("VipsForeignLoadWebpBuffer", 0);
        VipsApi.vips_operation_block_set("VipsForeignLoadNsgifBuffer", 0);
        return true;
    }
}
