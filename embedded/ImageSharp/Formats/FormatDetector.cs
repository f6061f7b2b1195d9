using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Webp;

namespace SixLabors.ImageSharp.Formats;

/// <summary>Tells a format by its first bytes; a file name never matters.</summary>
internal static class FormatDetector
{
    internal static IImageFormat Detect(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])) return JpegFormat.Instance;
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0x89, .. "PNG\r\n\x1A\n"u8])) return PngFormat.Instance;
        if (bytes.StartsWith("GIF87a"u8) || bytes.StartsWith("GIF89a"u8)) return GifFormat.Instance;
        if (bytes.Length >= 12 && bytes.StartsWith("RIFF"u8) && bytes[8..].StartsWith("WEBP"u8)) return WebpFormat.Instance;
        throw new UnknownImageFormatException(
            $"The {bytes.Length} bytes are not a picture that can be decoded. Formats with a decoder: JPEG, PNG, WebP, GIF.");
    }
}
