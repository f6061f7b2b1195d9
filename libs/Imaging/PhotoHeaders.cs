using System.Runtime.InteropServices;
using ImageClassifier.Imaging.Files;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Webp;

namespace ImageClassifier.Imaging;

/// <summary>What the headers of an upload say, read by managed code: nothing else sees the bytes of a stranger before it.</summary>
/// <param name="Format">Told by the content; null for what is none of the accepted formats.</param>
/// <param name="Width">In pixels, as stored; 0 where the headers cannot be read.</param>
/// <param name="Height">As the width.</param>
internal sealed record PhotoHeaders(PhotoFormat? Format, int Width, int Height)
{
    // Other formats have no decoder here. Metadata, some of it compressed, is left alone.
    private static readonly Configuration Decoders = Configure();

    internal bool AreReadable => Width > 0 && Height > 0;

    internal static PhotoHeaders Read(ReadOnlyMemory<byte> bytes)
    {
        using MemoryStream stream = Open(bytes);
        PhotoFormat? format = FormatOf(Image.DetectFormat(Decoders, stream));
        if (format is null) return new PhotoHeaders(null, 0, 0);
        stream.Position = 0;
        // What follows the header may be cut, and is looked at later.
        using MemoryStream head = format == PhotoFormat.Png ? new MemoryStream(PngFile.HeaderOf(bytes.Span)) : stream;
        try
        {
            return Image.Identify(Decoders, head) is { } info ? new PhotoHeaders(format, info.Width, info.Height)
                : new PhotoHeaders(format, 0, 0);
        }
        catch (Exception)
        {
            // Mostly ImageFormatException; on hostile bytes also what an index, a cast or an allocation throws. All mean the same.
            return new PhotoHeaders(format, 0, 0);
        }
    }

    private static MemoryStream Open(ReadOnlyMemory<byte> bytes) => MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> array)
        ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
        : new MemoryStream(bytes.ToArray(), writable: false);

    private static PhotoFormat? FormatOf(IImageFormat? format) => format switch
    {
        JpegFormat => PhotoFormat.Jpeg,
        PngFormat => PhotoFormat.Png,
        WebpFormat => PhotoFormat.Webp,
        GifFormat => PhotoFormat.Gif,
        _ => null,
    };

    private static Configuration Configure()
    {
        var configuration = new Configuration(new JpegConfigurationModule(), new PngConfigurationModule(), new WebpConfigurationModule(),
            new GifConfigurationModule());
        configuration.ImageFormatsManager.SetDecoder(JpegFormat.Instance, new JpegDecoder { IgnoreMetadata = true });
        configuration.ImageFormatsManager.SetDecoder(PngFormat.Instance, new PngDecoder { IgnoreMetadata = true });
        configuration.ImageFormatsManager.SetDecoder(WebpFormat.Instance, new WebpDecoder { IgnoreMetadata = true });
        configuration.ImageFormatsManager.SetDecoder(GifFormat.Instance, new GifDecoder { IgnoreMetadata = true });
        return configuration;
    }
}
