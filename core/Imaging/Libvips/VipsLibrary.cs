using System.Runtime.InteropServices;
using NetVips;

namespace ImageClassifier.Core.Imaging.Libvips;

/// <summary>Starts libvips once per process, in the only state in which it is used here.</summary>
internal static class VipsLibrary
{
    private static readonly Lazy<bool> Started = new(Start);

    // Held here, because native code calls it for as long as the process lives. What matters arrives as an exception too.
    private static readonly Log.LogDelegate Silence = (_, _, _) => { };

    /// <exception cref="DllNotFoundException">It cannot be loaded; the message says what to do.</exception>
    internal static void Require() => _ = Started.Value;

    private static bool Start()
    {
        if (!ModuleInitializer.VipsInitialized)
        {
            throw new DllNotFoundException(
                $"libvips, which decodes photos, does not load on {RuntimeInformation.RuntimeIdentifier}: {Reason(ModuleInitializer.Exception)}. "
                + $"It comes with the NuGet packages NetVips.Native.*, version {ImagingBackend.Libvips}, for glibc 2.26 or newer, macOS and Windows: "
                + "build for the system that this runs on, or install libvips 8.18 there.", ModuleInitializer.Exception);
        }
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.All, Silence);

        // Callers work on many photos at once; a second thread per photo costs more than it gives. Every call decodes other bytes: a cache of
        // operations would only hold memory.
        NetVips.NetVips.Concurrency = 1;
        Cache.Max = 0;

        // Of all loaders (SVG, TIFF, HEIF, JPEG XL, Matlab, ...) these four stay reachable.
        NetVips.NetVips.BlockUntrusted = true;
        Operation.Block("VipsForeignLoad", true);
        Operation.Block("VipsForeignLoadJpegBuffer", false);
        Operation.Block("VipsForeignLoadPngBuffer", false);
        Operation.Block("VipsForeignLoadWebpBuffer", false);
        Operation.Block("VipsForeignLoadNsgifBuffer", false);
        return true;
    }

    private static string Reason(Exception? error) => (error?.GetBaseException().Message ?? "no reason is known").ReplaceLineEndings("; ").TrimEnd('.', ' ');
}
