using System.Runtime.CompilerServices;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.Native;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;
using SixLabors.ImageSharp.Processing.Processors.Transforms;

namespace SixLabors.ImageSharp.Formats;

/// <summary>Reads headers, and decodes to 8-bit sRGB pixels.</summary>
internal static unsafe class Decoder
{
    internal static ImageInfo Identify(DecoderOptions options, ReadOnlySpan<byte> bytes)
    {
        IImageFormat format = FormatDetector.Detect(bytes);
        return Guard(format, bytes, (data, length) =>
        {
            using VipsImage header = Open(format, data, length, shrink: 1);
            var frames = new ImageFrameMetadata[header.Pages];
            for (int i = 0; i < frames.Length; i++) frames[i] = new ImageFrameMetadata();
            int bits = header.Bands * (header.Is16Bit ? 16 : 8);
            var pixelType = new PixelTypeInfo(bits, header.HasAlpha ? PixelAlphaRepresentation.Unassociated : PixelAlphaRepresentation.None);
            return new ImageInfo(
                pixelType, new Size(header.Width, header.Height), ImageMetadata.Read(header, format, options.SkipMetadata), frames);
        });
    }

    internal static Image<TPixel> Decode<TPixel>(DecoderOptions options, ReadOnlySpan<byte> bytes)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        IImageFormat format = FormatDetector.Detect(bytes);
        return Guard(format, bytes, (data, length) =>
        {
            VipsImage opened = Open(format, data, length, shrink: 1);
            using var pipeline = new Pipeline(opened);
            ImageMetadata metadata = ImageMetadata.Read(opened, format, options.SkipMetadata);
            Size? target = options.TargetSize is { } box ? ResizeLayout.TargetOf(box, opened) : null;
            if (target is { } size && format is JpegFormat && Shrink(opened, size) is > 1 and var shrink)
            {
                pipeline.Become(Open(format, data, length, shrink));
            }
            Pixels.To8Bit(pipeline);
            if (target is { } final) Resizing.Apply(pipeline, final, Kernel.Of(options.Sampler));
            Pixels.ToSrgb(pipeline);
            Pixels.ToBands(pipeline, Unsafe.SizeOf<TPixel>());
            int width = pipeline.Image.Width, height = pipeline.Image.Height;
            return new Image<TPixel>(PixelBuffer.Render(pipeline.Image), width, height, metadata);
        });
    }

    private delegate T Read<out T>(void* data, nuint length);

    private static T Guard<T>(IImageFormat format, ReadOnlySpan<byte> bytes, Read<T> read)
    {
        Vips.Require();
        fixed (byte* data = bytes)
        {
            try
            {
                return read(data, (nuint)bytes.Length);
            }
            catch (VipsException error)
            {
                throw new InvalidImageContentException($"The {format.Name} is damaged or cut short: {error.Message}", error);
            }
        }
    }

    private static VipsImage Open(IImageFormat format, void* data, nuint length, int shrink)
    {
        string loader = format.Name switch
        {
            "JPEG" => "jpegload_buffer",
            "PNG" => "pngload_buffer",
            "GIF" => "gifload_buffer",
            _ => "webpload_buffer",
        };
        // Pixels that are missing or wrong are an error, never a grey area.
        string options = "access=sequential,fail-on=error";
        return VipsOperation.Load(loader, data, length, shrink > 1 ? $"[{options},shrink={shrink}]" : $"[{options}]");
    }

    // libjpeg averages blocks of 2, 4 or 8 pixels while it decodes, at a fraction of the time. At least a factor of
    // two is left to the sampler, which has the better filter.
    private static int Shrink(VipsImage image, Size target)
    {
        double factor = Math.Min((double)image.Width / target.Width, (double)image.Height / target.Height);
        return factor switch
        {
            >= 16 => 8,
            >= 8 => 4,
            >= 4 => 2,
            _ => 1,
        };
    }
}
