using ImageClassifier.Imaging.Libvips;

namespace ImageClassifier.Imaging;

/// <summary>The native library that turns photos into pixels.</summary>
public static class ImagingBackend
{
    /// <summary>Makes sure that photos can be decoded on this machine, before there is one.</summary>
    /// <exception cref="DllNotFoundException">libvips does not load, or another one than the named; the message says what to
    /// do.</exception>
    public static void Require() => VipsLibrary.Require();
}
