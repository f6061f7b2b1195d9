using ImageClassifier.Core.Imaging.Libvips;

namespace ImageClassifier.Core.Imaging;

/// <summary>Names what turns photos into pixels. Another name means that the same upload or stored photo may give other pixels.</summary>
public static class ImagingBackend
{
    /// <summary>Version of libvips that <see cref="Version"/> names, and that the packages bring.</summary>
    internal const string Libvips = "8.18.7";

    /// <summary>
    /// Part of the name of everything that is computed from pixels: job ids, features, caches of decoded photos. Raise the last number with
    /// every change of how photos are normalized, decoded or scaled.
    /// </summary>
    public const string Version = $"libvips {Libvips}, pixels 2";

    /// <summary>Makes sure that photos can be decoded on this machine, before there is one.</summary>
    /// <exception cref="DllNotFoundException">libvips does not load, or another one than the named; the message says what to do.</exception>
    public static void Require() => VipsLibrary.Require();
}
