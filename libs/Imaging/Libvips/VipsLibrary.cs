using ImageClassifier.Contracts.Jobs;
using System.Runtime.InteropServices;
using NetVips;

namespace ImageClassifier.Imaging.Libvips;

/// <summary>Starts libvips once per process, in the only state in which it is used here.</summary>
internal static class VipsLibrary
{
    private static readonly Lazy<bool> Started = new(Start);

    // Held here, because native code calls it for as long as the process lives. What matters arrives as an exception too.
    private static readonly Log.LogDelegate Silence = (_, _, _) => { };

    /// <exception cref="DllNotFoundException">It cannot be loaded; the message says what to do.</exception>
    internal static void Require() => _ = Started.Value;

    private static string Advice =>
        $"It comes with the NuGet package NetVips.Native of version {TrainingBackend.Libvips} for each kind of system (Linux with glibc "
            + $"2.26 or newer, macOS, Windows); "
        + $"build for the one that this runs on: {RuntimeInformation.RuntimeIdentifier}.";

    private static bool Start()
    {
        if (!ModuleInitializer.VipsInitialized)
        {
            throw new DllNotFoundException(
                $"libvips, which decodes photos, does not load: {Reason(ModuleInitializer.Exception)}. {Advice}",
                    ModuleInitializer.Exception);
        }
        // Where its own is missing, the system's is loaded. That may be an old one, and makes other pixels than the name of the backend
        // says.
        string loaded = string.Join('.', Enumerable.Range(0, 3).Select(part => NetVips.NetVips.Version(part)));
        if (loaded != TrainingBackend.Libvips)
            throw new DllNotFoundException($"libvips {loaded} of this system was found in place of {TrainingBackend.Libvips}. {Advice}");
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.All, Silence);

        // Callers work on many photos at once; a second thread per photo costs more than it gives. Every call decodes other bytes: a cache
        // of operations would only hold memory.
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

    private static string Reason(Exception? error) =>
        (error?.GetBaseException().Message ?? "no reason is known").ReplaceLineEndings("; ").TrimEnd('.', ' ');
}
