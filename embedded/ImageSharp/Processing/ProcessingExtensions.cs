using SixLabors.ImageSharp.Native;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Processing;

/// <summary>Runs steps on a picture.</summary>
public static class ProcessingExtensions
{
    /// <summary>Changes the picture in place.</summary>
    public static void Mutate(this Image source, Action<IImageProcessingContext> operation) => source.Process(operation);

    /// <summary>Leaves the picture as it is and gives back a changed copy.</summary>
    public static Image<TPixel> Clone<TPixel>(this Image<TPixel> source, Action<IImageProcessingContext> operation)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        Metadata.ImageMetadata metadata = source.Metadata.DeepClone();
        (PixelBuffer pixels, Size size) = source.Render(operation, metadata);
        return new Image<TPixel>(pixels, size.Width, size.Height, metadata);
    }
}
