using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.Native;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace SixLabors.ImageSharp;

/// <summary>A picture in memory, of whatever pixel format.</summary>
public abstract partial class Image : IDisposable
{
    private Size size;

    private protected Image(PixelTypeInfo pixelType, ImageMetadata metadata, Size size)
    {
        PixelType = pixelType;
        Metadata = metadata;
        this.size = size;
    }

    public PixelTypeInfo PixelType { get; }

    public int Width => size.Width;

    public int Height => size.Height;

    public Size Size => size;

    public Rectangle Bounds => new(0, 0, Width, Height);

    public ImageMetadata Metadata { get; }

    public Configuration Configuration => Configuration.Default;

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    public void Save(Stream stream, IImageEncoder encoder) => EncodeWith(encoder, stream);

    public Task SaveAsync(Stream stream, IImageEncoder encoder, CancellationToken cancellationToken = default) =>
        EncodeWithAsync(encoder, stream, cancellationToken);

    /// <summary>A copy with pixels of another format.</summary>
    public Image<TPixel2> CloneAs<TPixel2>()
        where TPixel2 : unmanaged, IPixel<TPixel2>
    {
        ImageMetadata metadata = Metadata.DeepClone();
        using var pipeline = new Pipeline(Open());
        Pixels.ToBands(pipeline, Image<TPixel2>.Bands);
        var copy = new Image<TPixel2>(PixelBuffer.Render(pipeline.Image), Width, Height, metadata);
        GC.KeepAlive(this);
        return copy;
    }

    /// <summary>A libvips view of the pixels; this picture must live longer.</summary>
    internal abstract VipsImage Open();

    internal void Process(Action<IImageProcessingContext> operation)
    {
        (PixelBuffer pixels, Size result) = Render(operation, Metadata);
        Replace(pixels);
        size = result;
    }

    internal (PixelBuffer Pixels, Size Size) Render(Action<IImageProcessingContext> operation, ImageMetadata metadata)
    {
        try
        {
            using var context = new ProcessingContext(Open(), metadata);
            operation(context);
            return (PixelBuffer.Render(context.Pipeline.Image), context.GetCurrentSize());
        }
        catch (VipsException error)
        {
            throw new ImageProcessingException($"The picture of {Width} × {Height} could not be processed: {error.Message}", error);
        }
        finally
        {
            GC.KeepAlive(this);
        }
    }

    protected abstract void Dispose(bool disposing);

    private protected abstract void Replace(PixelBuffer pixels);

    private protected abstract void EncodeWith(IImageEncoder encoder, Stream stream);

    private protected abstract Task EncodeWithAsync(IImageEncoder encoder, Stream stream, CancellationToken cancellationToken);
}
