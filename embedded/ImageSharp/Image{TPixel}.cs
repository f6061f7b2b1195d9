using System.Runtime.CompilerServices;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.Native;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp;

/// <summary>A picture in memory.</summary>
/// <typeparam name="TPixel"><see cref="Rgb24"/> or <see cref="Rgba32"/>.</typeparam>
public sealed class Image<TPixel> : Image
    where TPixel : unmanaged, IPixel<TPixel>
{
    private PixelBuffer pixels;

    /// <summary>A black (and transparent) picture.</summary>
    public Image(int width, int height)
        : this(PixelBuffer.Allocate(Length(width, height)), width, height, new ImageMetadata())
    {
    }

    public Image(int width, int height, TPixel backgroundColor)
        : this(width, height) => Span.Fill(backgroundColor);

    internal Image(PixelBuffer pixels, int width, int height, ImageMetadata metadata)
        : base(Describe(), metadata, new Size(width, height)) => this.pixels = pixels;

    internal static int Bands => typeof(TPixel) == typeof(Rgb24) || typeof(TPixel) == typeof(Rgba32)
        ? Unsafe.SizeOf<TPixel>()
        : throw new NotSupportedException($"Pixel format {typeof(TPixel).Name} is not supported; use Rgb24 or Rgba32.");

    internal Span<TPixel> Span => pixels.AsSpan<TPixel>();

    public TPixel this[int x, int y]
    {
        get => Span[Index(x, y)];
        set => Span[Index(x, y)] = value;
    }

    /// <summary>Copies the pixels, row after row without padding.</summary>
    public void CopyPixelDataTo(Span<TPixel> destination)
    {
        Span.CopyTo(destination);
        GC.KeepAlive(this);
    }

    /// <inheritdoc cref="CopyPixelDataTo(Span{TPixel})"/>
    public void CopyPixelDataTo(Span<byte> destination)
    {
        pixels.AsSpan<byte>().CopyTo(destination);
        GC.KeepAlive(this);
    }

    public Image<TPixel> Clone() => CloneAs<TPixel>();

    internal override VipsImage Open()
    {
        using VipsImage raw = pixels.Open(Width, Height, Bands);
        return raw.Then("copy", "[interpretation=srgb]");
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) pixels.Dispose();
    }

    private protected override void Replace(PixelBuffer pixels)
    {
        this.pixels.Dispose();
        this.pixels = pixels;
    }

    private protected override void EncodeWith(IImageEncoder encoder, Stream stream) => encoder.Encode(this, stream);

    private protected override Task EncodeWithAsync(IImageEncoder encoder, Stream stream, CancellationToken cancellationToken) =>
        encoder.EncodeAsync(this, stream, cancellationToken);

    private static PixelTypeInfo Describe() =>
        new(Bands * 8, Bands == 4 ? PixelAlphaRepresentation.Unassociated : PixelAlphaRepresentation.None);

    private static long Length(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        return (long)width * height * Bands;
    }

    private int Index(int x, int y)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)x, (uint)Width, nameof(x));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)y, (uint)Height, nameof(y));
        return checked((y * Width) + x);
    }
}
