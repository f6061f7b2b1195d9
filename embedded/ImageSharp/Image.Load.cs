using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp;

/// <content>From files to pictures. What the bytes are is told by the bytes.</content>
public abstract partial class Image
{
    private static readonly DecoderOptions Defaults = new();

    /// <summary>Tells the format by the first bytes.</summary>
    /// <exception cref="UnknownImageFormatException">It is none of the four.</exception>
    public static IImageFormat DetectFormat(ReadOnlySpan<byte> buffer) => FormatDetector.Detect(buffer);

    /// <summary>Reads size and metadata, and no pixels.</summary>
    /// <exception cref="UnknownImageFormatException">The bytes begin like none of the formats.</exception>
    /// <exception cref="InvalidImageContentException">The headers are damaged or cut short.</exception>
    public static ImageInfo Identify(ReadOnlySpan<byte> buffer) => Decoder.Identify(Defaults, buffer);

    /// <inheritdoc cref="Identify(ReadOnlySpan{byte})"/>
    public static ImageInfo Identify(DecoderOptions options, ReadOnlySpan<byte> buffer) => Decoder.Identify(options, buffer);

    /// <inheritdoc cref="Identify(ReadOnlySpan{byte})"/>
    public static ImageInfo Identify(Stream stream) => Decoder.Identify(Defaults, ReadAll(stream).Span);

    /// <inheritdoc cref="Identify(ReadOnlySpan{byte})"/>
    public static ImageInfo Identify(string path) => Decoder.Identify(Defaults, File.ReadAllBytes(path));

    /// <inheritdoc cref="Identify(ReadOnlySpan{byte})"/>
    public static async Task<ImageInfo> IdentifyAsync(Stream stream, CancellationToken cancellationToken = default) =>
        Decoder.Identify(Defaults, (await ReadAllAsync(stream, cancellationToken).ConfigureAwait(false)).Span);

    /// <summary>Decodes to 8-bit sRGB.</summary>
    /// <exception cref="UnknownImageFormatException">The bytes begin like none of the formats.</exception>
    /// <exception cref="InvalidImageContentException">The bytes are damaged or cut short.</exception>
    public static Image<TPixel> Load<TPixel>(ReadOnlySpan<byte> data)
        where TPixel : unmanaged, IPixel<TPixel> => Decoder.Decode<TPixel>(Defaults, data);

    /// <inheritdoc cref="Load{TPixel}(ReadOnlySpan{byte})"/>
    public static Image<TPixel> Load<TPixel>(DecoderOptions options, ReadOnlySpan<byte> data)
        where TPixel : unmanaged, IPixel<TPixel> => Decoder.Decode<TPixel>(options, data);

    /// <inheritdoc cref="Load{TPixel}(ReadOnlySpan{byte})"/>
    public static Image<TPixel> Load<TPixel>(Stream stream)
        where TPixel : unmanaged, IPixel<TPixel> => Decoder.Decode<TPixel>(Defaults, ReadAll(stream).Span);

    /// <inheritdoc cref="Load{TPixel}(ReadOnlySpan{byte})"/>
    public static Image<TPixel> Load<TPixel>(DecoderOptions options, Stream stream)
        where TPixel : unmanaged, IPixel<TPixel> => Decoder.Decode<TPixel>(options, ReadAll(stream).Span);

    /// <inheritdoc cref="Load{TPixel}(ReadOnlySpan{byte})"/>
    public static Image<TPixel> Load<TPixel>(string path)
        where TPixel : unmanaged, IPixel<TPixel> => Decoder.Decode<TPixel>(Defaults, File.ReadAllBytes(path));

    /// <inheritdoc cref="Load{TPixel}(ReadOnlySpan{byte})"/>
    public static async Task<Image<TPixel>> LoadAsync<TPixel>(Stream stream, CancellationToken cancellationToken = default)
        where TPixel : unmanaged, IPixel<TPixel> =>
        Decoder.Decode<TPixel>(Defaults, (await ReadAllAsync(stream, cancellationToken).ConfigureAwait(false)).Span);

    /// <summary>Copies pixels, row after row without padding.</summary>
    public static Image<TPixel> LoadPixelData<TPixel>(ReadOnlySpan<TPixel> data, int width, int height)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        long count = (long)width * height;
        if (data.Length < count)
        {
            throw new ArgumentException($"{data.Length} pixels are too few for a picture of {width} × {height}.", nameof(data));
        }
        var image = new Image<TPixel>(width, height);
        data[..(int)count].CopyTo(image.Span);
        return image;
    }

    /// <inheritdoc cref="LoadPixelData{TPixel}(ReadOnlySpan{TPixel}, int, int)"/>
    public static Image<TPixel> LoadPixelData<TPixel>(ReadOnlySpan<byte> data, int width, int height)
        where TPixel : unmanaged, IPixel<TPixel> =>
        LoadPixelData(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, TPixel>(data), width, height);

    private static ReadOnlyMemory<byte> ReadAll(Stream stream)
    {
        using MemoryStream copy = Sized(stream);
        stream.CopyTo(copy);
        return copy.GetBuffer().AsMemory(0, (int)copy.Length);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAllAsync(Stream stream, CancellationToken cancellationToken)
    {
        using MemoryStream copy = Sized(stream);
        await stream.CopyToAsync(copy, cancellationToken).ConfigureAwait(false);
        return copy.GetBuffer().AsMemory(0, (int)copy.Length);
    }

    private static MemoryStream Sized(Stream stream) =>
        new(stream.CanSeek ? (int)Math.Clamp(stream.Length - stream.Position, 0, Array.MaxLength) : 0);
}
